/**
 * Writes resources as YAML that people like to read, and that every reader takes for the same values:
 * a string is quoted wherever YAML 1.1, YAML 1.2 or Kubernetes would see something else in it.
 */
import type { Resource } from '../model/resource.ts'
import { resolvePlain } from './scalars.ts'

/** Lists of scalars that fit a line of this length stand on one. */
const WIDTH = 88

const PLAIN = /^[A-Za-z0-9_./](?:[\w ./@%+=~()-]|:(?=[\w/.@-]))*$/
/** Numbers, dates and times of one dialect or another. */
const NUMERIC = /^[-+.]?\d[\d_.:,a-fA-FoOxX+TZ -]*$|^\.[\d.]/
/** What JSON leaves as it is, but YAML reads otherwise or not at all. */
const UNPRINTABLE = /[\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g

/** In double quotes, as JSON and YAML both read it. */
export const quote = (text: string): string =>
  JSON.stringify(text).replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const isPlain = (text: string): boolean =>
  PLAIN.test(text) && !text.endsWith(' ') && !NUMERIC.test(text) && typeof resolvePlain(text) === 'string'

/** Plain where every reader takes it for this text, else in double quotes. */
export const word = (text: string): string => (isPlain(text) ? text : quote(text))

/** How many spaces are put before what stands in a mapping, and before the dashes of its lists. */
export interface Layout {
  readonly step: number
  readonly dash: number
}

const LAYOUT: Layout = { step: 2, dash: 2 }

/** Text of several lines that a literal block keeps as it is. */
const isBlock = (text: string): boolean =>
  text.includes('\n') &&
  /^[^\s]/.test(text) &&
  !/[\t ](?:\n|$)|\r/.test(text) &&
  !/[\x00-\x09\x0B-\x1F\x7F-\x9F\u2028\u2029\uFEFF\uFFFE\uFFFF]/.test(text)

const block = (text: string, indent: string): string => {
  const body = text.replace(/\n*$/, '')
  const breaks = text.length - body.length
  const chomp = breaks === 0 ? '-' : breaks === 1 ? '' : '+'
  const lines = (breaks > 1 ? text.slice(0, -1) : body).split('\n')
  return `|${chomp}\n${lines.map((line) => (line === '' ? '' : indent + line)).join('\n')}`
}

const isScalar = (value: unknown): value is string | number | boolean | null | undefined =>
  typeof value !== 'object' || value === null

const scalar = (value: string | number | boolean | null | undefined, indent: string): string => {
  if (typeof value !== 'string') return String(value)
  return isBlock(value) ? block(value, indent) : word(value)
}

const oneLine = (items: readonly unknown[], room: number): string | undefined => {
  const words: string[] = []
  for (const item of items) {
    if (!isScalar(item) || (typeof item === 'string' && item.includes('\n'))) return undefined
    words.push(scalar(item, ''))
  }
  const line = `[${words.join(', ')}]`
  return line.length <= room ? line : undefined
}

const pairsOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, inner]: [string, unknown]) => inner !== undefined)

/** What follows `key:` or `-`, with the space or line break before it, where the key or dash is indented by `indent`. */
export const valueText = (value: unknown, indent: string, used: number, layout: Layout): string => {
  const inner = indent + ' '.repeat(layout.step)
  if (isScalar(value)) return ` ${scalar(value, inner)}\n`
  if (!Array.isArray(value)) {
    const pairs = pairsOf(value)
    return pairs.length === 0 ? ' {}\n' : `\n${mapping(pairs, inner, layout)}`
  }
  const line = oneLine(value, WIDTH - used - 1)
  if (line !== undefined) return ` ${line}\n`
  return `\n${sequence(value, indent + ' '.repeat(layout.dash), layout)}`
}

const mapping = (pairs: readonly [string, unknown][], indent: string, layout: Layout): string =>
  pairs.map(([key, value]) => pairText(key, value, indent, layout)).join('')

/** A key and its value, on lines of their own. */
export const pairText = (key: string, value: unknown, indent: string, layout: Layout): string => {
  const start = `${indent}${word(key)}:`
  return start + valueText(value, indent, start.length, layout)
}

/** An item, on lines of its own. One that is a mapping begins on the line of its dash. */
export const itemText = (item: unknown, indent: string, layout: Layout): string => {
  const pairs = isScalar(item) || Array.isArray(item) ? [] : pairsOf(item)
  if (pairs.length === 0)
    return `${indent}-${valueText(item, indent, indent.length + 1, { ...layout, step: 2, dash: 2 })}`
  return `${indent}- ${mapping(pairs, `${indent}  `, layout).slice(indent.length + 2)}`
}

const sequence = (items: readonly unknown[], indent: string, layout: Layout): string =>
  items.map((item) => itemText(item, indent, layout)).join('')

const inOrder = ({ apiVersion, kind, metadata, ...rest }: Resource): object => {
  const { name, namespace, labels, annotations, ...more } = metadata
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations, ...more }, ...rest }
}

/** Documents with `---` between them. Fields that are undefined are left out. */
export const stringify = (resources: readonly Resource[]): string =>
  resources.map((resource) => mapping(pairsOf(inOrder(resource)), '', LAYOUT)).join('---\n')

/** One document of any mapping. */
export const stringifyValue = (value: object): string => mapping(pairsOf(value), '', LAYOUT)
