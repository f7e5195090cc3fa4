/** CEL's duration and timestamp, in whole nanoseconds. */
import { CelError } from './errors.ts'

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

export class Duration {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    if (nanoseconds > MAX || nanoseconds < -MAX - 1n) throw new CelError('duration overflow')
    this.nanoseconds = nanoseconds
  }
}

export class Timestamp {
  readonly nanoseconds: bigint
  constructor(nanoseconds: bigint) {
    this.nanoseconds = nanoseconds
  }
}

/** As Go reads it: `1h30m`, `-1.5s`, `0`; undefined where it is none. */
export const parseDuration = (text: string): Duration | undefined => {
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
  if (total > MAX) return undefined
  return new Duration(sign === '-' ? -total : total)
}

export const duration = (text: string): Duration => {
  const parsed = parseDuration(text)
  if (parsed === undefined) throw new CelError(`time: invalid duration "${text}"`)
  return parsed
}

/** RFC 3339; undefined where it is none. */
export const parseTimestamp = (text: string): Timestamp | undefined => {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  if (match === null) return undefined
  const [, date = '', time = '', fraction = '', zone = ''] = match
  const milliseconds = Date.parse(`${date}T${time}${zone}`)
  // JavaScript reads 31 February as 3 March.
  if (Number.isNaN(milliseconds) || new Date(`${date}T00:00:00Z`).toISOString().slice(0, 10) !== date)
    return undefined
  return new Timestamp(BigInt(milliseconds) * 1_000_000n + BigInt(fraction.padEnd(9, '0')))
}

export const timestamp = (text: unknown): Timestamp => {
  if (typeof text !== 'string') throw new CelError('invalid data, expected string')
  const parsed = parseTimestamp(text)
  if (parsed === undefined) throw new CelError(`cannot parse "${text}" as a timestamp`)
  return parsed
}

const SECOND = 1_000_000_000n
const whole = (nanoseconds: bigint, unit: bigint): number => Number(nanoseconds / unit)

export const hours = (value: Duration): number => whole(value.nanoseconds, 3600n * SECOND)
export const minutes = (value: Duration): number => whole(value.nanoseconds, 60n * SECOND)
export const seconds = (value: Duration): number => whole(value.nanoseconds, SECOND)
/** The part below a second, as CEL has it. */
export const milliseconds = (value: Duration): number => whole(value.nanoseconds % SECOND, 1_000_000n)

export const addDurations = (a: Duration, b: Duration): Duration =>
  new Duration(a.nanoseconds + b.nanoseconds)
export const subtractDurations = (a: Duration, b: Duration): Duration =>
  new Duration(a.nanoseconds - b.nanoseconds)
