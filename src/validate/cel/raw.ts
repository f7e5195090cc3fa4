/** The values of the object under validation, which become CEL's as they are looked at. */
import { CelError, noOverload, UnknownToUs } from '../runtime/errors.ts'
import { whole } from '../runtime/integers.ts'
import { dateField, dateTimeField, durationField } from '../runtime/time.ts'
import { escapeField, unescapeField } from './fields.ts'
import { CelMap, Double, isRawList, isRawMap, itemsOf, type ListValue, RAW, type Value } from './values.ts'

/** How a value of the object is read: what of its schema CEL sees. */
export interface Reading {
  readonly kind:
    | 'bool'
    | 'int'
    | 'double'
    | 'string'
    | 'bytes'
    | 'duration'
    | 'date'
    | 'date-time'
    | 'int-or-string'
    | 'list'
    | 'map'
    | 'object'
    /** Kept whatever it is: CEL can compare it, and nothing else. */
    | 'preserved'
  readonly nullable?: true
  /** Of lists and maps. */
  readonly item?: Reading
  /** Of lists that are sets (no keys) or maps. */
  readonly unique?: readonly string[]
  readonly fields?: Readonly<Record<string, Reading>>
}

const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined

export const lift = (value: unknown, reading: Reading): Value => {
  if (value === null || value === undefined) {
    if (reading.nullable) return null
    throw new CelError('invalid data, got null for schema with nullable=false')
  }
  switch (reading.kind) {
    case 'list':
      if (Array.isArray(value)) return new RawList(value, reading)
      break
    case 'map':
    case 'object':
      if (typeof value === 'object' && !Array.isArray(value))
        return new RawMap(value as Record<string, unknown>, reading)
      break
    case 'bool':
      if (typeof value === 'boolean') return value
      break
    case 'int':
      if (typeof value === 'number') return whole(value)
      break
    case 'double':
      if (typeof value === 'number') return new Double(value)
      break
    case 'int-or-string':
      if (typeof value === 'string') return value
      if (typeof value === 'number') return whole(value)
      break
    case 'preserved':
      throw new UnknownToUs('a value that the schema does not describe')
    default:
      if (typeof value === 'string') return TEXTS[reading.kind](value)
  }
  throw new CelError(`invalid data, expected ${reading.kind}`)
}

const TEXTS = {
  string: (text: string): Value => text,
  duration: durationField,
  date: dateField,
  'date-time': dateTimeField,
  bytes: (text: string): Value => Uint8Array.from(Buffer.from(text, 'base64')),
} as const

/** Without a schema: what is taken out of an optional value lost its own. */
export const liftPlain = (value: unknown): Value => {
  if (Array.isArray(value)) return value.map(liftPlain)
  if (typeof value === 'number') return Number.isInteger(value) ? whole(value) : new Double(value)
  if (typeof value !== 'object' || value === null) return value as string | boolean | null
  const map = new CelMap()
  for (const [key, entry] of Object.entries(value)) map.set(key, liftPlain(entry))
  return map
}

/** A value as the object could hold it, where there is such a form. */
export const lower = (value: Value): unknown => {
  if (isRawList(value) || isRawMap(value)) return value.raw
  if (value instanceof Double && !Number.isInteger(value.value)) return value.value
  return value
}

export class RawList {
  readonly [RAW] = 'list'
  readonly raw: readonly unknown[]
  readonly reading: Reading
  #items: readonly Value[] | undefined

  constructor(raw: readonly unknown[], reading: Reading) {
    this.raw = raw
    this.reading = reading
  }

  get length(): number {
    return this.raw.length
  }

  get items(): readonly Value[] {
    return (this.#items ??= this.raw.map((_, i) => this.at(i)))
  }

  at(index: number): Value {
    const { item } = this.reading
    return item === undefined ? liftPlain(this.raw[index]) : lift(this.raw[index], item)
  }

  /** What tells an item of a set or list-map from others. */
  keyOf(item: unknown): unknown {
    const { unique = [] } = this.reading
    if (unique.length === 0) return item
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return noOverload()
    const fields = item as Record<string, unknown>
    const parts = unique.map((name) => own(fields, escapeField(name) ?? name))
    return unique.length === 1 ? parts[0] : JSON.stringify(parts)
  }

  /** Sets take what is new, list-maps also replace what has the same key; other lists take all. */
  concat(other: ListValue): RawList {
    const added = itemsOf(other).map(lower)
    const raw = [...this.raw]
    if (this.reading.unique === undefined) raw.push(...added)
    else {
      const isSet = this.reading.unique.length === 0
      const known = new Map(raw.map((item, i) => [this.keyOf(item), i]))
      for (const item of added) {
        const key = this.keyOf(item)
        const place = known.get(key)
        if (place !== undefined) {
          if (!isSet) raw[place] = item
          continue
        }
        // A list-map, unlike a set, does not notice what the other brings twice.
        if (isSet) known.set(key, raw.length)
        raw.push(item)
      }
    }
    return new RawList(raw, this.reading)
  }
}

export class RawMap {
  readonly [RAW] = 'map'
  readonly raw: Readonly<Record<string, unknown>>
  readonly reading: Reading

  constructor(raw: Readonly<Record<string, unknown>>, reading: Reading) {
    this.raw = raw
    this.reading = reading
  }

  get size(): number {
    return Object.keys(this.raw).length
  }

  /** The schema of what stands under a name of the object's own. */
  readingOf(name: string): Reading | undefined {
    const { kind, item, fields } = this.reading
    return kind === 'map' ? item : (own(fields ?? {}, name) as Reading | undefined)
  }

  get keys(): string[] {
    const names = Object.keys(this.raw).filter((name) => this.readingOf(name) !== undefined)
    return this.reading.kind === 'map' ? names : names.map((name) => escapeField(name) ?? name)
  }

  /** A field that is null counts as absent, an entry of a map does not. */
  find(key: Value): Value | undefined {
    if (typeof key !== 'string') return noOverload()
    const isObject = this.reading.kind === 'object' && this.reading.fields !== undefined
    const name = isObject ? unescapeField(key) : key
    if (name === undefined || !Object.hasOwn(this.raw, name)) return undefined
    const value = this.raw[name]
    if (isObject && value === null) return undefined
    const reading = this.readingOf(name)
    return reading === undefined ? undefined : lift(value, reading)
  }
}
