/** Expressions in CEL out of manifests: their facts, or why there are none. */
import { type Analysis, factsOf } from './facts.ts'

/** Most expressions are in many objects. */
const known = new Map<string, Analysis>()

export const analyse = async (text: string): Promise<Analysis> => {
  const analysis = known.get(text) ?? (await read(text))
  known.set(text, analysis)
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
