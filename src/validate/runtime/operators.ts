/** CEL's operators where plain JavaScript does not mean the same. */
import { parseInt64 } from '../cel/conversions.ts'
import { CelError, noOverload } from './errors.ts'
import { whole } from './integers.ts'
import { runes } from './strings.ts'
import { Duration, Timestamp } from './time.ts'

/** A declared field that may be absent; null counts as absent. */
export const field = <T>(value: T | null | undefined, name: string): T => {
  if (value === undefined || value === null) throw new CelError(`no such key: ${name}`)
  return value
}

export const hasKey = (map: object, key: unknown): boolean =>
  typeof key === 'string' && Object.hasOwn(map, key)

/** An entry of a map, which may be null. */
export const entry = (map: object, key: unknown): unknown => {
  if (typeof key !== 'string') return noOverload()
  if (!Object.hasOwn(map, key)) throw new CelError(`no such key: ${key}`)
  return (map as Record<string, unknown>)[key]
}

export const item = (list: readonly unknown[], index: number | bigint): unknown => {
  if (index < 0 || index >= list.length) throw new CelError(`index out of bounds: ${index}`)
  return list[Number(index)]
}

/** Whether the other side decides alone; of two errors the first is told. */
const decides = (side: () => boolean, decisive: boolean): boolean => {
  try {
    return side() === decisive
  } catch (error) {
    if (error instanceof CelError) return false
    throw error
  }
}

/** `a || b` where the evaluation of a may fail: true of b makes up for it. */
export const or = (a: () => boolean, b: () => boolean): boolean => {
  let left: boolean
  try {
    left = a()
  } catch (error) {
    if (error instanceof CelError && decides(b, true)) return true
    throw error
  }
  return left || b()
}

export const and = (a: () => boolean, b: () => boolean): boolean => {
  let left: boolean
  try {
    left = a()
  } catch (error) {
    if (error instanceof CelError && decides(b, false)) return false
    throw error
  }
  return left && b()
}

/** Equality by CEL's reading: values of different types are unequal, never an error. */
export const equal = (a: unknown, b: unknown): boolean => {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanoseconds === b.nanoseconds
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, i) => equal(value, b[i]))
  if (Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal((a as never)[key], (b as never)[key]))
  )
}

export const among = (value: unknown, list: readonly unknown[]): boolean =>
  list.some((other) => equal(value, other))

/** Texts are ordered by code points, as their UTF-8 bytes are; JavaScript orders by UTF-16 units. */
export const compareText = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x === y) continue
    const astral = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? 1 : 0)
    return astral(x) - astral(y) || x - y
  }
  return a.length - b.length
}

/** Below 0, 0 or above 0 as a comes before, with or after b. */
export const compare = (a: unknown, b: unknown): number => {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Duration && b instanceof Duration) return Number(a.nanoseconds - b.nanoseconds)
  if (a instanceof Timestamp && b instanceof Timestamp) return Number(a.nanoseconds - b.nanoseconds)
  return noOverload()
}

/** The name of a value's type, where only the value tells: a field that is an integer or a string. */
export const typeOf = (value: unknown): string => {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'double'
  if (typeof value === 'boolean') return 'bool'
  if (value === null) return 'null_type'
  return Array.isArray(value) ? 'list' : 'map'
}

/** A value whose type the compiler could not know, where a string is needed. */
export const asString = (value: unknown): string => (typeof value === 'string' ? value : noOverload())

/** Conversions of a value whose type only the value tells. */
export const dynToString = (value: unknown): string => {
  if (typeof value === 'string') return value
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : noOverload()
}
export const dynToInt = (value: unknown): number | bigint => {
  if (typeof value === 'string') return parseInt64(value)
  return typeof value === 'number' ? whole(value) : noOverload()
}
export const sizeOf = (value: unknown): number => (typeof value === 'string' ? runes(value) : noOverload())
