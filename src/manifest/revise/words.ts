/** How a new value is written where an old one stood. */
import { SCALAR_STYLE } from '../events.ts'
import { quote, word } from '../stringify.ts'
import { type Node, isBlockScalar } from './tree.ts'

/** What single quotes and blocks of text can't hold as it is. */
const UNPRINTABLE = /[\x00-\x1F\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]|[\uD800-\uDFFF]/u

/** A string in the old one's quotes; undefined where it had none, or they can't hold it. */
export const inQuotesOf = ({ kind, event }: Node, value: unknown): string | undefined => {
  if (kind !== 'scalar' || typeof value !== 'string' || !('style' in event)) return undefined
  if (event.style === SCALAR_STYLE.DOUBLE_QUOTED) return quote(value)
  const isSingle = event.style === SCALAR_STYLE.SINGLE_QUOTED && !UNPRINTABLE.test(value)
  return isSingle ? `'${value.replaceAll("'", "''")}'` : undefined
}

/** One line in a block of text, where there was such a block: `|-` or `>` and the line, without its indentation. */
export const inBlockOf = (
  text: string,
  node: Node,
  value: unknown,
): { head: string; line: string } | undefined => {
  if (!isBlockScalar(node) || typeof value !== 'string') return undefined
  const line = value.replace(/\n$/, '')
  if (line === '' || line !== line.trim() || UNPRINTABLE.test(line)) return undefined
  return { head: `${text.charAt(node.content)}${value.endsWith('\n') ? '' : '-'}`, line }
}

/** On one line, for places between brackets; `json`: as JSON is written. */
export const inline = (value: unknown, json: boolean): string => {
  const text = json ? quote : word
  if (typeof value === 'string') return text(value)
  if (Array.isArray(value)) return `[${value.map((item) => inline(item, json)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const pairs = Object.entries(value).map(([key, inner]) => `${text(key)}: ${inline(inner, json)}`)
  return `{${pairs.join(', ')}}`
}

/** Quoted as JSON does it: by the first key or string that is there. */
export const isJson = (text: string, { children }: Node): boolean | undefined => {
  const first = children[0]
  return first === undefined ? undefined : text.charAt(first.start) === '"'
}
