/** Equality, order and membership, as cel-go and Kubernetes' values of the object have them. */
import { isDeepStrictEqual } from 'node:util'
import { CelError, noOverload } from '../runtime/errors.ts'
import { compareText } from '../runtime/operators.ts'
import { Duration, Timestamp } from '../runtime/time.ts'
import { lift, lower, RawList, RawMap } from './raw.ts'
import {
  CelMap,
  Double,
  Extension,
  isInt,
  isList,
  isMap,
  itemsOf,
  type ListValue,
  type MapValue,
  Optional,
  TypeName,
  Uint,
  type Value,
} from './values.ts'

/** A number of any of the three types. */
const numberOf = (value: Value): number | bigint | undefined => {
  if (isInt(value)) return value
  return value instanceof Double || value instanceof Uint ? value.value : undefined
}

/**
 * Values of different types are unequal. Only where a value of the object stands on the left, or one of Kubernetes'
 * own types, is it an error, as it is there.
 */
export const equals = (a: Value, b: Value): boolean => {
  if (a === null || b === null) return a === b
  const number = numberOf(a)
  if (number !== undefined) {
    const other = numberOf(b)
    // Numbers and bigints compare by what they are worth.
    return other !== undefined && number == other
  }
  if (typeof a === 'string' || typeof a === 'boolean') return a === b
  if (a instanceof RawList) return isList(b) ? equalRawLists(a, b) : noOverload()
  if (a instanceof RawMap) return isMap(b) ? equalRawMaps(a, b) : noOverload()
  if (isList(a)) return isList(b) && equalLists(a, b, mayFail)
  if (a instanceof CelMap) return isMap(b) && equalMaps(a, b)
  if (a instanceof Duration) return b instanceof Duration && a.nanoseconds === b.nanoseconds
  if (a instanceof Timestamp) return b instanceof Timestamp && a.nanoseconds === b.nanoseconds
  if (a instanceof Uint8Array) return b instanceof Uint8Array && compareBytes(a, b) === 0
  if (a instanceof TypeName) return b instanceof TypeName && a.name === b.name
  if (a instanceof Extension) return b instanceof Extension && a.type === b.type ? a.equals(b) : noOverload()
  if (a instanceof Optional) {
    if (!(b instanceof Optional)) return false
    return a.value === undefined || b.value === undefined ? a.value === b.value : equals(a.value, b.value)
  }
  return false
}

/** Lists and maps that an expression made take an error inside for anything but unequal. */
const mayFail = (a: Value, b: Value): boolean => {
  try {
    return equals(a, b)
  } catch (error) {
    if (error instanceof CelError) return true
    throw error
  }
}

const equalLists = (a: ListValue, b: ListValue, equal: typeof equals): boolean => {
  const others = itemsOf(b)
  return a.length === b.length && itemsOf(a).every((item, i) => equal(item, others[i] ?? null))
}

/** Sets and list-maps ignore order. */
const equalRawLists = (a: RawList, b: ListValue): boolean => {
  const { unique, item } = a.reading
  if (unique === undefined || item === undefined) return equalLists(a, b, equals)
  if (a.length !== b.length) return false
  const known = new Map(a.raw.map((value) => [a.keyOf(value), value]))
  return itemsOf(b).every((other) => {
    const key = a.keyOf(lower(other))
    return known.has(key) && (unique.length === 0 || equals(lift(known.get(key), item), other))
  })
}

const equalMaps = (a: CelMap, b: MapValue): boolean =>
  a.size === b.size &&
  a.keys.every((key) => {
    const other = b.find(key)
    return other !== undefined && mayFail(a.find(key) ?? null, other)
  })

/** What the schema does not describe is compared as it stands, where both have it. */
const equalRawMaps = (a: RawMap, b: MapValue): boolean => {
  if (a.size !== b.size) return false
  return Object.entries(a.raw).every(([name, raw]) => {
    const reading = a.readingOf(name)
    if (reading === undefined) {
      if (!(b instanceof RawMap)) return noOverload()
      return !Object.hasOwn(b.raw, name) || isDeepStrictEqual(raw, b.raw[name])
    }
    if (reading.kind === 'preserved')
      return b instanceof RawMap && Object.hasOwn(b.raw, name) && isDeepStrictEqual(raw, b.raw[name])
    const value = a.find(name)
    const other = b.find(name)
    if (value === undefined || other === undefined) return value === other
    return equals(value, other)
  })
}

const compareBytes = (a: Uint8Array, b: Uint8Array): number => Buffer.compare(a, b)

/** Below 0, 0 or above 0 as a comes before, with or after b. */
export const order = (a: Value, b: Value): number => {
  const x = numberOf(a)
  const y = numberOf(b)
  if (x !== undefined && y !== undefined) {
    if (Number.isNaN(x) || Number.isNaN(y)) throw new CelError('NaN values cannot be ordered')
    return x < y ? -1 : x > y ? 1 : 0
  }
  if (typeof a === 'string' && typeof b === 'string') return compareText(a, b)
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b)
  if (a instanceof Uint8Array && b instanceof Uint8Array) return compareBytes(a, b)
  const both = a instanceof Duration ? b instanceof Duration : b instanceof Timestamp
  if (!both || !(a instanceof Duration || a instanceof Timestamp)) return noOverload()
  const difference = a.nanoseconds - (b as Duration | Timestamp).nanoseconds
  return difference < 0n ? -1 : difference > 0n ? 1 : 0
}

/** `value in aggregate` */
export const contains = (aggregate: Value, value: Value): boolean => {
  if (isMap(aggregate)) return aggregate.find(value) !== undefined
  if (!isList(aggregate)) return noOverload()
  const isRaw = aggregate instanceof RawList
  let failure: CelError | undefined
  for (const item of itemsOf(aggregate)) {
    try {
      if (isRaw ? equals(item, value) : equals(value, item)) return true
    } catch (error) {
      if (!(error instanceof CelError)) throw error
      if (isRaw) failure ??= error
    }
  }
  if (failure !== undefined) throw failure
  return false
}
