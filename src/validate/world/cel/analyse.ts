/** Expressions in CEL out of manifests: their facts, or why there are none. */
import { type Analysis, factsOf } from './facts.ts'

/** By shape: an organization's expressions are few, with another name in each. */
const known = new Map<string, Analysis>()

/** Strings of other forms. Which tools an expression names is asked for. */
const INTRICATE = /\\|"""|'''|\bmcp\b/
/** With the bracket of what it may be the index of. */
const STRING = /(\[\??\s*)?(?:"[^"\r\n]*"|'[^'\r\n]*')/g

/** The same for expressions that differ only in strings that are no fact: of those it is only seen that they are there. */
const shapeOf = (text: string): string =>
  INTRICATE.test(text)
    ? text
    : text.replace(STRING, (string, bracket: string | undefined) => (bracket === undefined ? '""' : string))

export const analyse = async (text: string): Promise<Analysis> => {
  const shape = shapeOf(text)
  const found = known.get(shape)
  if (found !== undefined) return found
  const analysis = await read(text)
  // Where the fault is depends on all of the text.
  if ('reads' in analysis) known.set(shape, analysis)
  return analysis
}

/** Loaded only where there is an expression, and then once: to import it again costs more than to use it. */
const load = () => import('../../cel/parse.ts')
let parser: ReturnType<typeof load> | undefined

const read = async (text: string): Promise<Analysis> => {
  const { parse, SyntaxFault, TooLarge } = await (parser ??= load())
  try {
    return factsOf(parse(text))
  } catch (error) {
    // agentgateway has limits of its own.
    if (error instanceof TooLarge) return { unknown: true }
    if (error instanceof SyntaxFault) return { fault: `at character ${error.at + 1}: ${error.message}` }
    throw error
  }
}

/** The tools that an expression names, where it says nothing else. */
export const toolsIn = (analysis: Analysis): readonly string[] => ('tools' in analysis ? analysis.tools : [])
