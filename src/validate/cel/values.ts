/**
 * The values of CEL where only they tell their type. Integers are numbers, or bigints beyond 2^53; what JavaScript
 * has no type for is an object of a class of its own.
 */
import { CelError } from '../runtime/errors.ts'
import { integer } from '../runtime/integers.ts'
import { Duration, Timestamp } from '../runtime/time.ts'
import type { RawList, RawMap } from './raw.ts'

export class Uint {
  readonly value: bigint
  constructor(value: bigint) {
    if (value < 0n || value >= 2n ** 64n) throw new CelError('unsigned integer overflow')
    this.value = value
  }
}

export class Double {
  readonly value: number
  constructor(value: number) {
    this.value = value
  }
}

/** The name of a type, as a value. */
export class TypeName {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

export class Optional {
  static readonly none = new Optional(undefined)
  readonly value: Value | undefined
  constructor(value: Value | undefined) {
    this.value = value
  }
}

/** A value of one of Kubernetes' own types, which `type` names. */
export abstract class Extension {
  abstract readonly type: string
  /** As the API server counts what it costs to look at one. */
  readonly size: number = 1
  abstract equals(other: Extension): boolean
}

/** A map that an expression made; one of the object is a RawMap. */
export class CelMap {
  readonly #entries = new Map<unknown, readonly [key: Value, value: Value]>()

  get size(): number {
    return this.#entries.size
  }
  get keys(): Value[] {
    return [...this.#entries.values()].map(([key]) => key)
  }
  set(key: Value, value: Value): void {
    this.#entries.set(identity(key), [key, value])
  }
  delete(key: Value): void {
    this.#entries.delete(identity(key))
  }
  /** Keys of the types int, uint and double are one where their numbers are. */
  find(key: Value): Value | undefined {
    const found = this.#entries.get(identity(key))
    if (found !== undefined) return found[1]
    const number = key instanceof Uint ? key.value : key instanceof Double ? wholeOf(key.value) : key
    if (typeof number !== 'number' && typeof number !== 'bigint') return undefined
    const int = integer(BigInt(number))
    return this.#entries.get(int)?.[1] ?? this.#entries.get(`u${int}`)?.[1]
  }
}

const wholeOf = (value: number): bigint | undefined => (Number.isInteger(value) ? BigInt(value) : undefined)

/** Strings begin with an s, so that none is taken for the key of another type. */
const identity = (key: Value): unknown => {
  if (typeof key === 'string') return `s${key}`
  if (key instanceof Uint) return `u${key.value}`
  if (key instanceof Double) return `d${key.value}`
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean') return key
  throw new CelError(`unsupported key type: ${typeNameOf(key)}`)
}

export type ListValue = readonly Value[] | RawList
export type MapValue = CelMap | RawMap

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint
  | Double
  | Uint8Array
  | Duration
  | Timestamp
  | TypeName
  | Optional
  | Extension
  | ListValue
  | MapValue

export const isInt = (value: unknown): value is number | bigint =>
  typeof value === 'number' || typeof value === 'bigint'

/** What the values of the object are told by, without their module: it needs this one. */
export const RAW = Symbol('raw')
export const isRawList = (value: unknown): value is RawList =>
  typeof value === 'object' && value !== null && (value as { [RAW]?: string })[RAW] === 'list'
export const isRawMap = (value: unknown): value is RawMap =>
  typeof value === 'object' && value !== null && (value as { [RAW]?: string })[RAW] === 'map'

export const isList = (value: unknown): value is ListValue => Array.isArray(value) || isRawList(value)
export const isMap = (value: unknown): value is MapValue => value instanceof CelMap || isRawMap(value)

export const itemsOf = (list: ListValue): readonly Value[] => (isRawList(list) ? list.items : list)

/** Kinds of values as signatures of functions name them. */
export const kindOf = (value: Value): string => {
  switch (typeof value) {
    case 'string':
      return 'string'
    case 'boolean':
      return 'bool'
    case 'number':
    case 'bigint':
      return 'int'
  }
  if (value === null) return 'null'
  if (value instanceof Double) return 'double'
  if (value instanceof Uint) return 'uint'
  if (value instanceof Duration) return 'duration'
  if (value instanceof Timestamp) return 'timestamp'
  if (value instanceof Uint8Array) return 'bytes'
  if (value instanceof TypeName) return 'type'
  if (value instanceof Optional) return 'optional'
  if (value instanceof Extension) return value.type
  return isList(value) ? 'list' : 'map'
}

/** What CEL calls the types whose names are not their kinds. */
export const TYPE_NAMES: Readonly<Record<string, string>> = {
  null: 'null_type',
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
  optional: 'optional_type',
  quantity: 'kubernetes.Quantity',
  url: 'kubernetes.URL',
  ip: 'net.IP',
  cidr: 'net.CIDR',
  semver: 'kubernetes.Semver',
  format: 'kubernetes.NamedFormat',
}

/** As a message shows a key or an item. */
export const textOf = (value: Value): string => {
  if (value instanceof Uint || value instanceof Double) return String(value.value)
  return typeof value === 'object' && value !== null ? typeNameOf(value) : String(value)
}

export const typeNameOf = (value: Value): string => {
  const kind = kindOf(value)
  return TYPE_NAMES[kind] ?? kind
}
