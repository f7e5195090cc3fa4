/** The string formats that Kubernetes checks (compile/formats.ts says which name is which), by its own reading of each. */
import { dnsLabelFault, dnsSubdomainFault } from '../names.ts'
import { parseDuration, parseTimestamp } from './time.ts'

const bytes = (text: string): number => Buffer.byteLength(text)

const UUID = /^[0-9a-f]{8}-?[0-9a-f]{4}-?([0-9a-f])[0-9a-f]{3}-?([0-9a-f])[0-9a-f]{3}-?[0-9a-f]{12}$/i

/** Of which version, and whether its variant is that of RFC 4122. */
const uuid = (text: string): { version: string; standard: boolean } | undefined => {
  const [, version, variant] = UUID.exec(text) ?? []
  if (version === undefined || variant === undefined) return undefined
  return { version, standard: /[89ab]/i.test(variant) }
}

export const isUuid = (text: string): boolean => uuid(text) !== undefined
export const isUuid3 = (text: string): boolean => uuid(text)?.version === '3'
export const isUuid4 = (text: string): boolean => {
  const found = uuid(text)
  return found?.version === '4' && found.standard
}
export const isUuid5 = (text: string): boolean => {
  const found = uuid(text)
  return found?.version === '5' && found.standard
}

export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && parseTimestamp(`${text}T00:00:00Z`) !== undefined

const TIME = /^(\d\d):(\d\d):(\d\d)(?:[^\n]\d+)?(?:z|[+-]\d\d:\d\d)$/u

/** More lenient than RFC 3339: any sign before the fraction, any zone, and what follows a second `t`. */
export const isDateTime = (text: string): boolean => {
  const [date = '', time = ''] = text.toLowerCase().split('t')
  const [, hours = '', minutes = '', seconds = ''] = TIME.exec(time) ?? []
  return isDate(date) && hours !== '' && hours <= '23' && minutes <= '59' && seconds <= '59'
}

const UNITS = new Set('ns us µs ms s m h d w sec min hr hour day wk week nano micro milli'.split(' '))
/** Of these units what follows does not count: `seconds`. */
const OPEN_UNITS = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week']

const isInt64 = (digits: string): boolean => {
  const significant = digits.replace(/^0+/, '')
  return significant.length <= 19 && BigInt(significant) < 2n ** 63n
}

/** As Go writes durations, or anything in which a number and a unit of time are found: `2 days`. */
export const isDuration = (text: string): boolean => {
  if (parseDuration(text) !== undefined) return true
  const parts = [...text.matchAll(/(?<!\d)(\d+)[\t\n\f\r ]*([A-Za-zµ]+)/g)]
  if (parts.some(([, count = '']) => !isInt64(count))) return false
  return parts.some(([, , unit = '']) => {
    const name = unit.toLowerCase()
    return UNITS.has(name) || OPEN_UNITS.some((open) => name.startsWith(open))
  })
}

/** Not the empty text. */
export const isBase64 = (text: string): boolean =>
  text !== '' && text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)

export const isObjectId = (text: string): boolean => /^[0-9a-f]{24}$/i.test(text)

const SIGN = '[A-Za-z0-9\\p{S}\\p{L}]'
const HOST = new RegExp(
  `^(?:${SIGN}-?${SIGN}{0,62}|(?:${SIGN}(?:(?:${SIGN}|-){0,61}${SIGN})?\\.)+\\p{L}{2,63})$`,
  'u',
)

/** A name without dots, or one that ends in letters; signs of any script are taken. */
export const isHostname = (text: string): boolean =>
  bytes(text) <= 255 && HOST.test(text) && text.split('.').every((label) => bytes(label) <= 63)

const withoutSpaces = (text: string): string => text.replace(/[\t\n\f\r -]+/g, '')
const weighed = (digits: string, weight: (place: number) => number): number =>
  Array.from(digits, (digit, i) => (digit === 'X' ? 10 : Number(digit)) * weight(i)).reduce(
    (a, b) => a + b,
    0,
  )

export const isIsbn10 = (text: string): boolean => {
  const digits = withoutSpaces(text)
  return /^\d{9}[\dX]$/.test(digits) && weighed(digits, (i) => i + 1) % 11 === 0
}
export const isIsbn13 = (text: string): boolean => {
  const digits = withoutSpaces(text)
  return /^\d{13}$/.test(digits) && weighed(digits, (i) => (i % 2 === 0 ? 1 : 3)) % 10 === 0
}
export const isIsbn = (text: string): boolean => isIsbn10(text) || isIsbn13(text)

/** Visa, Mastercard, Discover, American Express, Diners Club and JCB, by their first digits and their length. */
const CARD =
  /^(?:4\d{12}(?:\d{3})?|5[1-5]\d{14}|6(?:011|5\d\d)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|(?:2131|1800|35\d{3})\d{11})$/

/** Whatever else stands between the digits; the last one checks the others. */
export const isCreditCard = (text: string): boolean => {
  const digits = text.replace(/\D+/g, '')
  const doubled = digits.length % 2
  const sum = Array.from(digits, (digit, i) => {
    const value = Number(digit) * (i % 2 === doubled ? 2 : 1)
    return value > 9 ? value - 9 : value
  }).reduce((a, b) => a + b, 0)
  return CARD.test(digits) && sum % 10 === 0
}

/** Only with both separators. */
export const isSsn = (text: string): boolean => /^\d{3}[- ]\d\d[- ]\d{4}$/.test(text)
export const isHexColor = (text: string): boolean => /^#?(?:[0-9a-f]{3}|[0-9a-f]{6})$/i.test(text)

const BLANK = '[\\t\\n\\f\\r ]*'
const SHADE = '(?:0|[1-9]\\d?|1\\d\\d|2[0-4]\\d|25[0-5])'
const RGB = new RegExp(`^rgb\\(${BLANK}${[SHADE, SHADE, SHADE].join(`${BLANK},${BLANK}`)}${BLANK}\\)$`)
export const isRgbColor = (text: string): boolean => RGB.test(text)

export const isShortName = (text: string): boolean => dnsLabelFault(text) === undefined
export const isLongName = (text: string): boolean => dnsSubdomainFault(text) === undefined
