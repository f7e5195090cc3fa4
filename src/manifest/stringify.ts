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

const quote = (text: string): string =>
  JSON.stringify(text).replace(UNPRINTABLE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

const isPlain = (text: string): boolean =>
  PLAIN.test(text) && !text.endsWith(' ') && !NUMERIC.test(text) && typeof resolvePlain(text) === 'string'

const word = (text: string): string => (isPlain(text) ? text : quote(text))

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

/** What follows `key:` or `-`, with the space or line break before it. */
const after = (value: unknown, indent: string, used: number): string => {
  if (isScalar(value)) return ` ${scalar(value, `${indent}  `)}\n`
  if (!Array.isArray(value)) {
    const pairs = pairsOf(value)
    return pairs.length === 0 ? ' {}\n' : `\n${mapping(pairs, `${indent}  `)}`
  }
  const line = oneLine(value, WIDTH - used - 1)
  return line === undefined ? `\n${sequence(value, `${indent}  `)}` : ` ${line}\n`
}

const mapping = (pairs: readonly [string, unknown][], indent: string): string =>
  pairs
    .map(([key, value]) => {
      const start = `${indent}${word(key)}:`
      return start + after(value, indent, start.length)
    })
    .join('')

/** An item that is a mapping begins on the line of its dash. */
const sequence = (items: readonly unknown[], indent: string): string =>
  items
    .map((item) => {
      const pairs = isScalar(item) || Array.isArray(item) ? [] : pairsOf(item)
      if (pairs.length === 0) return `${indent}-${after(item, indent, indent.length + 1)}`
      return `${indent}- ${mapping(pairs, `${indent}  `).slice(indent.length + 2)}`
    })
    .join('')

const inOrder = ({ apiVersion, kind, metadata, ...rest }: Resource): object => {
  const { name, namespace, labels, annotations, ...more } = metadata
  return { apiVersion, kind, metadata: { name, namespace, labels, annotations, ...more }, ...rest }
}

/** Documents with `---` between them. Fields that are undefined are left out. */
export const stringify = (resources: readonly Resource[]): string =>
  resources.map((resource) => mapping(pairsOf(inOrder(resource)), '')).join('---\n')

/** One document of any mapping. */
export const stringifyValue = (value: object): string => mapping(pairsOf(value), '')
