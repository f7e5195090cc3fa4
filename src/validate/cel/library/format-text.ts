/** `"%s has %d".format([a, b])`, in the English of the United States, which cel-go takes where nobody says otherwise. */
import { CelError } from '../../runtime/errors.ts'
import { Duration, Timestamp } from '../../runtime/time.ts'
import { bytesToText, doubleToText, durationToText, plain, timestampToText } from '../conversions.ts'
import {
  Double,
  isInt,
  isList,
  isMap,
  itemsOf,
  type ListValue,
  type MapValue,
  TypeName,
  typeNameOf,
  Uint,
  type Value,
} from '../values.ts'

const fail = (verb: string, value: Value): never => {
  throw new CelError(`error during formatting: ${verb} can not be used on ${typeNameOf(value)}`)
}

const quoted = (text: string): string => JSON.stringify(text)

/** `%s` */
const toText = (value: Value): string => {
  if (value === null) return 'null'
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || isInt(value)) return String(value)
  if (value instanceof Uint) return String(value.value)
  if (value instanceof Double) return doubleToText(value.value)
  if (value instanceof Uint8Array) return bytesToText(value)
  if (value instanceof Duration) return durationToText(value)
  if (value instanceof Timestamp) return timestampToText(value)
  if (value instanceof TypeName) return value.name
  if (isList(value)) return listToText(value)
  if (isMap(value)) return mapToText(value)
  return fail('string clause', value)
}

/** Inside lists and maps values are written as CEL would have them. */
const toLiteral = (value: Value): string => {
  if (typeof value === 'string') return quoted(value)
  if (value instanceof Uint8Array) return `b${quoted(bytesToText(value))}`
  if (value instanceof Double)
    return Number.isFinite(value.value) ? fixed(value.value, 6) : quoted(doubleToText(value.value))
  if (value instanceof Duration) return `duration(${quoted(durationToText(value))})`
  if (value instanceof Timestamp) return `timestamp(${quoted(timestampToText(value))})`
  return toText(value)
}

const listToText = (list: ListValue): string => `[${itemsOf(list).map(toLiteral).join(', ')}]`

const mapToText = (map: MapValue): string => {
  const pairs = map.keys.map((key): [string, string] => [toLiteral(key), toLiteral(map.find(key) ?? null)])
  pairs.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${pairs.map(([key, value]) => `${key}:${value}`).join(', ')}}`
}

/** Rounded to even where two are as near, which JavaScript does not do. */
const fixed = (value: number, precision: number): string => {
  if (Math.abs(value) >= 1e21) return plain(value) + (precision > 0 ? `.${'0'.repeat(precision)}` : '')
  const exact = value.toFixed(100)
  const cut = exact.length - 100 + precision
  if (!/^50*$/.test(exact.slice(cut))) return value.toFixed(precision)
  const down = precision === 0 ? exact.slice(0, cut - 1) : exact.slice(0, cut)
  return Number(down.at(-1)) % 2 === 0 ? down : value.toFixed(precision)
}

const grouped = (digits: string): string =>
  digits.replace(
    /^(-?)(\d+)/,
    (_, sign: string, whole: string) => sign + whole.replace(/\B(?=(\d{3})+$)/g, ','),
  )

/** A number, or the name of one that is not. */
const numberOf = (verb: string, value: Value): number => {
  if (value instanceof Double) return value.value
  if (value === 'NaN') return NaN
  if (value === 'Infinity') return Infinity
  return value === '-Infinity' ? -Infinity : fail(verb, value)
}

const notFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? '∞' : '-∞')

const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹'
/** Whatever precision is asked for. */
const scientific = (value: number): string => {
  const [mantissa = '', power = ''] = value.toExponential(6).split('e')
  const digits = String(Math.abs(Number(power))).padStart(2, '0')
  const raised = Array.from(digits, (digit) => SUPERSCRIPTS.charAt(Number(digit))).join('')
  return `${mantissa}×10${Number(power) < 0 ? '⁻' : ''}${raised}`
}

const integerOf = (verb: string, value: Value): bigint => {
  if (isInt(value)) return BigInt(value)
  return value instanceof Uint ? value.value : fail(verb, value)
}

const hex = (value: Value): string => {
  if (typeof value === 'string') return Buffer.from(value).toString('hex')
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  return integerOf('hex clause', value).toString(16)
}

const VERBS: Readonly<Record<string, (value: Value, precision: number) => string>> = {
  s: toText,
  d: (value) => String(integerOf('decimal clause', value)),
  f: (value, precision) => {
    const number = numberOf('fixed-point clause', value)
    return Number.isFinite(number) ? grouped(fixed(number, precision)) : notFinite(number)
  },
  e: (value) => {
    const number = numberOf('scientific clause', value)
    return Number.isFinite(number) ? scientific(number) : notFinite(number)
  },
  b: (value) =>
    typeof value === 'boolean' ? String(Number(value)) : integerOf('binary clause', value).toString(2),
  x: hex,
  X: (value) => hex(value).toUpperCase(),
  o: (value) => integerOf('octal clause', value).toString(8),
}

export const formatText = (text: string, list: ListValue): string => {
  const values = itemsOf(list)
  let next = 0
  return text.replace(
    /%(?:(%)|(?:\.(\d+))?([^]?))/g,
    (_, percent, digits: string | undefined, verb: string) => {
      if (percent !== undefined) return '%'
      if (verb === '') throw new CelError('unexpected end of string')
      const write = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined
      if (write === undefined)
        throw new CelError(`could not parse formatting clause: unrecognized formatting clause "${verb}"`)
      const value = values[next]
      if (value === undefined) throw new CelError(`index ${next} out of range`)
      next++
      return write(value, digits === undefined ? 6 : Number(digits))
    },
  )
}
