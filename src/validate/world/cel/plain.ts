/**
 * Expressions in CEL as they mostly are: comparisons with strings, joined by one of && and ||. These are read without
 * a parser, which takes longer to load than all else takes together; whatever is different is undefined here.
 */
import type { Facts, Read } from './facts.ts'

const STRING = `(?:"[^"\\\\\\n]*"|'[^'\\\\\\n]*')`
const VARIABLE = `[A-Za-z]\\w*(?:\\.[A-Za-z]\\w*|\\[${STRING}\\])+`
/** has() asks for a field by its name. */
const DOTTED = '[A-Za-z]\\w*(?:\\.[A-Za-z]\\w*)+'
const FIELD = new RegExp(`[A-Za-z]\\w*|${STRING}`, 'g')
const LIST = `\\[\\s*${STRING}(?:\\s*,\\s*${STRING})*\\s*\\]`
const ATOM = new RegExp(
  `^(?:(!?)has\\((${DOTTED})\\)|(${VARIABLE})\\s*(==|!=)\\s*${STRING}|(${VARIABLE})\\s+in\\s+${LIST}|(!?)(${VARIABLE})\\.(?:startsWith|endsWith|contains)\\(${STRING}\\))$`,
)
/** Words of the language can not be names. */
const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)
const STRINGS = new RegExp(STRING, 'g')

/** The parts between the operators, none of which stands in a string. */
const split = (text: string): { parts: string[]; joinedBy: 'and' | 'or' } | undefined => {
  const strings: string[] = []
  const bare = text.replaceAll(STRINGS, (string) => `"${strings.push(string) - 1}"`)
  if (bare.includes('&&') && bare.includes('||')) return undefined
  const parts = bare
    .split(/&&|\|\|/)
    .map((part) => part.trim().replaceAll(/"(\d+)"/g, (_, i: string) => strings[Number(i)] ?? ''))
  return { parts, joinedBy: bare.includes('||') ? 'or' : 'and' }
}

const NEGATIONS: Readonly<Record<string, Facts['negation']>> = { '!=': 'unequal', '!': 'not' }

export const plainFacts = (text: string): Facts | undefined => {
  const whole = split(text)
  if (whole === undefined) return undefined
  const reads: Read[] = []
  const conditions: string[] = []
  for (const part of whole.parts) {
    const atom = ATOM.exec(part)
    if (atom === null) return undefined
    const [, , tested, compared, operator = '', listed, not = '', called] = atom
    const variable = tested ?? compared ?? listed ?? called ?? ''
    const path = [...variable.matchAll(FIELD)].map(([part]) => part)
    if (path.some((part) => RESERVED.has(part))) return undefined
    reads.push({
      path: path.map((part) => (/^["']/.test(part) ? part.slice(1, -1) : part)),
      tested: tested !== undefined,
    })
    if (tested === undefined) conditions.push(operator + not)
  }
  const negation =
    whole.joinedBy === 'and' && conditions.length === 1 ? NEGATIONS[conditions[0] ?? ''] : undefined
  return { reads, ...(negation === undefined ? {} : { negation }) }
}

const NAMED = new RegExp(`^\\s*mcp\\.tool\\.name\\s*(?:==\\s*(${STRING})|in\\s+(${LIST}))\\s*$`)

/** The tools that `mcp.tool.name == "x"` and `mcp.tool.name in ["x", "y"]` name; undefined for all other forms. */
export const namedTools = (text: string): string[] | undefined => {
  const found = NAMED.exec(text)
  if (found === null) return undefined
  return [...(found[1] ?? found[2] ?? '').matchAll(STRINGS)].map(([string]) => string.slice(1, -1))
}
