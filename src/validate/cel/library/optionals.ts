/** Values that may be missing. */
import { CelError } from '../../runtime/errors.ts'
import { Duration, Timestamp } from '../../runtime/time.ts'
import {
  Double,
  isInt,
  isList,
  isMap,
  itemsOf,
  type ListValue,
  Optional,
  textOf,
  Uint,
  type Value,
} from '../values.ts'
import type { Library } from './library.ts'

const isZero = (value: Value): boolean => {
  if (value === null || value === '' || value === false) return true
  if (isInt(value)) return value === 0
  if (value instanceof Double || value instanceof Uint) return Number(value.value) === 0
  if (value instanceof Uint8Array) return value.length === 0
  if (value instanceof Duration) return value.nanoseconds === 0n
  // The first year of the calendar, not 1970.
  if (value instanceof Timestamp) return value.nanoseconds === -62135596800_000_000_000n
  if (value instanceof Optional) return value.value === undefined
  if (isList(value)) return !isRaw(value) && value.length === 0
  return isMap(value) && !isRaw(value) && value.size === 0
}

/** The API server's own lists and maps can not tell that they are empty. */
const isRaw = (value: object): boolean => 'reading' in value

const valueOf = ({ value }: Optional): Value => {
  if (value === undefined) throw new CelError('optional.none() dereference')
  return value
}

const at = (list: ListValue, index: number): Optional => {
  const value = itemsOf(list).at(index)
  return value === undefined ? Optional.none : new Optional(value)
}

const unwrap = (list: ListValue): Value =>
  itemsOf(list).flatMap((item) => {
    if (!(item instanceof Optional)) throw new CelError(`value ${textOf(item)} is not optional`)
    return item.value === undefined ? [] : [item.value]
  })

export const OPTIONALS: Library = {
  name: 'optionals',
  since: 29,
  functions: {
    'optional/of(A): optional<A>': (value: Value) => new Optional(value),
    'optional/ofNonZeroValue(A): optional<A>': (value: Value) =>
      isZero(value) ? Optional.none : new Optional(value),
    'optional/none(): optional<A>': () => Optional.none,
    'optional<A>.value(): A': valueOf,
    'optional<A>.hasValue(): bool': ({ value }: Optional) => value !== undefined,
    // These two look at their arguments only where they must: the evaluation does that.
    'optional<A>.or(optional<A>): optional<A>': (a: Optional, b: Optional) => (a.value === undefined ? b : a),
    'optional<A>.orValue(A): A': (a: Optional, b: Value) => a.value ?? b,
  },
}

/** Part of the same library of CEL, which Kubernetes does not tell from the rest: what a release has is taken at once. */
export const OPTIONALS_2: Library = {
  name: 'optionals, version 2',
  since: 33,
  functions: {
    'list<A>.first(): optional<A>': (list: ListValue) => at(list, 0),
    'list<A>.last(): optional<A>': (list: ListValue) => at(list, -1),
    'optional/unwrap(list<optional<A>>): list<A>': unwrap,
    'list<optional<A>>.unwrapOpt(): list<A>': unwrap,
  },
}
