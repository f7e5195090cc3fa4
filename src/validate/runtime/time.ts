/** CEL's duration and timestamp, in whole nanoseconds, read and written as Go does it. */
import { CelError } from './errors.ts'
import { remember } from './remember.ts'

const UNITS: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
}
const MAX = 2n ** 63n - 1n
const SECOND = 1_000_000_000n

export class Duration {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    if (nanoseconds > MAX || nanoseconds < -MAX - 1n) throw new CelError('duration overflow')
    this.nanoseconds = nanoseconds
  }
}

const EARLIEST = -62135596800n * SECOND
const LATEST = 253402300800n * SECOND

export class Timestamp {
  /** Since 1970. */
  readonly nanoseconds: bigint
  /** Minutes east of Greenwich, which only its text tells. */
  readonly offset: number
  constructor(nanoseconds: bigint, offset = 0) {
    this.nanoseconds = nanoseconds
    this.offset = offset
  }
}

/** Fields may hold the year 0, which expressions can not make. */
export const inRange = (time: Timestamp): Timestamp => {
  if (time.nanoseconds < EARLIEST || time.nanoseconds >= LATEST) throw new CelError('timestamp overflow')
  return time
}

/** As Go reads it: `1h30m`, `-1.5s`, `0`; undefined where it is none. */
export const parseDuration = remember((text: string): Duration | undefined => {
  const [, sign, body] = /^([+-]?)(.+)$/s.exec(text) ?? []
  if (body === undefined) return undefined
  if (body === '0') return new Duration(0n)
  if (!/^((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+$/.test(body)) return undefined
  let total = 0n
  for (const [, whole = '', fraction = '', unit = ''] of body.matchAll(
    /(\d*)\.?(\d*)(ns|us|µs|μs|ms|s|m|h)/g,
  )) {
    const size = UNITS[unit] ?? 0n
    total += BigInt(whole || '0') * size
    if (fraction !== '') total += (BigInt(fraction) * size) / 10n ** BigInt(fraction.length)
  }
  if (total > MAX + (sign === '-' ? 1n : 0n)) return undefined
  return new Duration(sign === '-' ? -total : total)
})

export const duration = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (parsed === undefined)
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Duration'")
  return parsed
}

const FORM = /^(\d{4}-\d\d-\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(Z|[+-]\d\d:\d\d)$/

/** RFC 3339, as lenient as Go is; undefined where it is none. */
export const parseTimestamp = (text: string): Timestamp | undefined => {
  const [, date = '', hour = '', minute = '', second = '', fraction = '', zone = ''] = FORM.exec(text) ?? []
  const day = parseDay(date)
  if (day === undefined || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const offset = zone === 'Z' ? 0 : offsetOf(zone)
  if (offset === undefined) return undefined
  const seconds = Number(hour) * 3600 + Number(minute) * 60 + Number(second) - offset * 60
  return new Timestamp(day + BigInt(seconds) * SECOND + BigInt(fraction.slice(0, 9).padEnd(9, '0')), offset)
}

/** Nanoseconds from 1970 to the beginning of a day; undefined where the calendar has no such day. */
const parseDay = (date: string): bigint | undefined => {
  const milliseconds = Date.parse(`${date}T00:00:00Z`)
  // JavaScript reads 31 February as 3 March.
  if (Number.isNaN(milliseconds) || new Date(milliseconds).toISOString().slice(0, 10) !== date)
    return undefined
  return BigInt(milliseconds) * 1_000_000n
}

const offsetOf = (zone: string): number | undefined => {
  const [hours = 0, minutes = 0] = zone.slice(1).split(':').map(Number)
  if (hours > 24 || minutes > 60) return undefined
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

export const timestamp = (text: unknown): Timestamp => {
  if (typeof text !== 'string') throw new CelError('invalid data, expected string')
  const parsed = parseTimestamp(text)
  if (parsed === undefined)
    throw new CelError("type conversion error from 'string' to 'google.protobuf.Timestamp'")
  return inRange(parsed)
}

/** A field of the format date. */
export const dateField = (text: string): Timestamp => {
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? parseDay(text) : undefined
  if (day === undefined) throw new CelError(`Invalid date formatted string ${text}`)
  return new Timestamp(day)
}

/** A field of the format date-time, which may lack its zone. */
export const dateTimeField = (text: string): Timestamp => {
  if (text === '') return new Timestamp(0n)
  const parsed = parseTimestamp(text) ?? parseTimestamp(`${text}Z`)
  if (parsed === undefined) throw new CelError(`Invalid date-time formatted string ${text}`)
  return parsed
}

const WORDS: readonly (readonly [size: bigint, ...names: readonly string[]])[] = [
  [1n, 'ns', 'nano'],
  [1_000n, 'us', 'µs', 'micro'],
  [1_000_000n, 'ms', 'milli'],
  [SECOND, 's', 'sec'],
  [60n * SECOND, 'm', 'min'],
  [3600n * SECOND, 'h', 'hr', 'hour'],
  [24n * 3600n * SECOND, 'd', 'day'],
  [7n * 24n * 3600n * SECOND, 'w', 'wk', 'week'],
]

/** A field of the format duration: Go's form, or numbers with words such as `3 days`. */
export const durationField = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (parsed !== undefined) return parsed
  let total: bigint | undefined
  for (const [, count = '0', word = ''] of text.matchAll(/(?<!\d)(\d+)\s*([A-Za-zµ]+)/g)) {
    const unit = word.toLowerCase()
    for (const [size, ...names] of WORDS)
      if (names.includes(unit) || unit.startsWith(names.at(-1) ?? ''))
        total = BigInt.asIntN(64, (total ?? 0n) + BigInt(count) * size)
  }
  if (total === undefined) throw new CelError(`Invalid duration ${text}`)
  return new Duration(total)
}

const whole = (nanoseconds: bigint, unit: bigint): number => Number(nanoseconds / unit)

export const hours = (value: Duration): number => whole(value.nanoseconds, 3600n * SECOND)
export const minutes = (value: Duration): number => whole(value.nanoseconds, 60n * SECOND)
export const seconds = (value: Duration): number => whole(value.nanoseconds, SECOND)
export const milliseconds = (value: Duration): number => whole(value.nanoseconds, 1_000_000n)

export const addDurations = (a: Duration, b: Duration): Duration =>
  new Duration(a.nanoseconds + b.nanoseconds)
export const subtractDurations = (a: Duration, b: Duration): Duration =>
  new Duration(a.nanoseconds - b.nanoseconds)
