/** Texts as CEL and Kubernetes see them: sequences of code points, not of UTF-16 units. */
import { CelError, noOverload } from './errors.ts'

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

const checkOffset = (offset: number, length: number): void => {
  if (offset < 0 || offset > length) throw new CelError(`index out of range: ${offset}`)
}

export const indexOf = (text: string, part: string, from = 0): number => {
  if (ASCII.test(text)) {
    checkOffset(from, text.length)
    return text.indexOf(part, from)
  }
  const points = Array.from(text)
  checkOffset(from, points.length)
  const start = points.slice(0, from).join('').length
  const found = text.indexOf(part, start)
  return found < 0 ? -1 : runes(text.slice(0, found))
}

export const lastIndexOf = (text: string, part: string, from?: number): number => {
  const points = Array.from(text)
  if (from !== undefined) checkOffset(from, points.length)
  const start = from === undefined ? text.length : points.slice(0, from).join('').length
  const found = text.lastIndexOf(part, start)
  return found < 0 ? -1 : runes(text.slice(0, found))
}

export const substring = (text: string, from: number, to?: number): string => {
  const points = ASCII.test(text) ? undefined : Array.from(text)
  const length = points === undefined ? text.length : points.length
  const end = to ?? length
  checkOffset(from, length)
  checkOffset(end, length)
  if (end < from) throw new CelError(`invalid substring range. start: ${from}, end: ${end}`)
  return points === undefined ? text.slice(from, end) : points.slice(from, end).join('')
}

export const charAt = (text: string, index: number): string => {
  const points = Array.from(text)
  checkOffset(index, points.length)
  return points[index] ?? ''
}

/** `limit`: at most so many parts; below 0 all. */
export const split = (text: string, separator: string, limit = -1): string[] => {
  if (limit === 0) return []
  const parts = separator === '' ? Array.from(text) : text.split(separator)
  if (limit < 0 || parts.length <= limit) return parts
  return [...parts.slice(0, limit - 1), parts.slice(limit - 1).join(separator)]
}

/** `limit`: at most so many replacements; below 0 all. */
export const replace = (text: string, from: string, to: string, limit = -1): string => {
  const parts = split(text, from, limit < 0 ? -1 : limit + 1)
  return parts.join(to)
}

export const lowerAscii = (text: string): string => text.replace(/[A-Z]+/g, (run) => run.toLowerCase())
export const upperAscii = (text: string): string => text.replace(/[a-z]+/g, (run) => run.toUpperCase())

export const toInt = (text: string): number => {
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : NaN
  if (!Number.isSafeInteger(value)) throw new CelError(`strconv.ParseInt: parsing "${text}": invalid syntax`)
  return value
}

export const toDouble = (text: string): number => {
  const value = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN
  if (Number.isNaN(value)) throw new CelError(`strconv.ParseFloat: parsing "${text}": invalid syntax`)
  return value
}

/** Conversions of a value whose type only the value tells. */
export const dynToString = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : noOverload()
}
export const dynToInt = (value: unknown): number => {
  if (typeof value === 'string') return toInt(value)
  return typeof value === 'number' ? Math.trunc(value) : noOverload()
}
export const sizeOf = (value: unknown): number => (typeof value === 'string' ? runes(value) : noOverload())
