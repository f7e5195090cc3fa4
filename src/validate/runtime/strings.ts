/** Texts as CEL and Kubernetes see them: sequences of code points, not of UTF-16 units. */
import { CelError } from './errors.ts'

type Int = number | bigint

const ASCII = /^[\x00-\x7f]*$/

/** The number of code points. */
export const runes = (text: string): number => {
  let count = text.length
  for (let i = 0; i < text.length - 1; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xd800 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00) {
      count--
      i++
    }
  return count
}

const outOfRange = (offset: Int): never => {
  throw new CelError(`index out of range: ${offset}`)
}

const checkOffset = (offset: Int, length: number): void => {
  if (offset < 0 || offset > length) outOfRange(offset)
}

/** As many UTF-16 units as those code points take. */
const units = (points: readonly string[], count: number): number => points.slice(0, count).join('').length

export const indexOf = (text: string, part: string, from: Int = 0): Int => {
  if (part === '') return from
  if (from < 0) return outOfRange(from)
  if (ASCII.test(text)) return text.indexOf(part, Number(from))
  const found = text.indexOf(part, units(Array.from(text), Number(from)))
  return found < 0 ? -1 : runes(text.slice(0, found))
}

export const lastIndexOf = (text: string, part: string, from?: Int): Int => {
  const points = Array.from(text)
  if (part === '') return from ?? points.length
  if (from !== undefined && from < 0) return outOfRange(from)
  if (from !== undefined && from >= points.length) return -1
  const start = from === undefined ? text.length : units(points, Number(from))
  const found = text.lastIndexOf(part, start)
  return found < 0 ? -1 : runes(text.slice(0, found))
}

export const substring = (text: string, from: Int, to?: Int): string => {
  const points = ASCII.test(text) ? undefined : Array.from(text)
  const length = points === undefined ? text.length : points.length
  const end = to ?? length
  if (to !== undefined && from > to) throw new CelError(`invalid substring range. start: ${from}, end: ${to}`)
  checkOffset(from, length)
  checkOffset(end, length)
  const [start, stop] = [Number(from), Number(end)]
  return points === undefined ? text.slice(start, stop) : points.slice(start, stop).join('')
}

export const charAt = (text: string, index: Int): string => {
  const points = Array.from(text)
  checkOffset(index, points.length)
  return points[Number(index)] ?? ''
}

/** `limit`: at most so many parts; below 0 all. */
export const split = (text: string, separator: string, limit: Int = -1): string[] => {
  if (limit === 0) return []
  const parts = separator === '' ? Array.from(text) : text.split(separator)
  if (limit < 0 || parts.length <= limit) return parts
  const count = Number(limit)
  return [...parts.slice(0, count - 1), parts.slice(count - 1).join(separator)]
}

/** `limit`: at most so many replacements; below 0 all. */
export const replace = (text: string, from: string, to: string, limit: Int = -1): string => {
  // Nothing stands before each code point, and at the end.
  const parts = from === '' ? ['', ...Array.from(text), ''] : text.split(from)
  const count = limit < 0 ? parts.length : Math.min(Number(limit), parts.length)
  return (
    parts.slice(0, count + 1).join(to) +
    parts
      .slice(count + 1)
      .map((part) => from + part)
      .join('')
  )
}

export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (run) => run.toUpperCase())

const SPACE = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]'
const LEADING = new RegExp(`^${SPACE}+`)
const TRAILING = new RegExp(`${SPACE}+$`)
/** What counts as space differs from JavaScript's in two code points. */
export const trim = (text: string): string => text.replace(LEADING, '').replace(TRAILING, '')

export const reverseText = (text: string): string => Array.from(text).reverse().join('')

const QUOTED: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

export const quote = (text: string): string =>
  `"${text.toWellFormed().replace(/[\x07-\r\\"]/g, (sign) => QUOTED[sign] ?? sign)}"`
