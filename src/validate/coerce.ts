/**
 * What the API server does to an object before it validates it: fields that the schema does not know are
 * dropped (and, since kubectl asks for strict validation, are errors), nulls where null is not allowed are
 * dropped or replaced by the default, and defaults are filled in. The input is left as it is, and what does not
 * change is not copied.
 */
import type { JsonPath } from '../model/document.ts'
import { type Bare, bare, isRecord } from './bare.ts'
import { isInt64 } from './runtime/numbers.ts'
import { repeatedIn } from './unique.ts'
import type { Shape } from './validator.ts'

export interface UnknownField {
  readonly path: JsonPath
  /** The fields that the schema has at that place. */
  readonly known: readonly string[]
  /** Those of them that are objects with a field of the name that is unknown here. */
  readonly holders: readonly string[]
}

export interface Coerced {
  readonly value: unknown
  readonly unknown: readonly UnknownField[]
  /** Integers of which only the first 53 bits are known, where the API server knows 64. */
  readonly inexact: readonly JsonPath[]
  /** The entries of lists that are sets or maps (x-kubernetes-list-type) that are there already. */
  readonly repeated: readonly RepeatedItem[]
}

export interface RepeatedItem {
  readonly path: JsonPath
  /** The entry, or of a map its key fields. */
  readonly value: unknown
}

/** Of a shape. */
interface Fields {
  readonly byName: ReadonlyMap<string, Shape>
  /** Those that have a default. */
  readonly defaults: readonly (readonly [name: string, field: Shape])[]
  /** Whether a value may stay the object that it is: what that inherits is not asked for by any field's name. */
  readonly stays: boolean
}

const isInherited = (name: string): boolean => name in Object.prototype
/** Shapes are shared and compiled once, and every object is held against them. */
const known = new WeakMap<Shape, Fields>()

const fieldsOf = (shape: Shape): Fields => {
  let fields = known.get(shape)
  if (fields === undefined) {
    const all = Object.entries(shape.properties ?? {})
    const defaults = all.filter(([, field]) => field.default !== undefined)
    const isClosed = shape.additional === undefined && shape.preserve !== true
    fields = {
      byName: new Map(all),
      defaults,
      stays: isClosed && !all.some(([name]) => isInherited(name)),
    }
    known.set(shape, fields)
  }
  return fields
}

const META_FIELDS = new Set(['apiVersion', 'kind', 'metadata'])
/** Below `additionalProperties: true` no field is known, and null is a value like any other. */
const ANYTHING: Shape = { nullable: true }
/** The items of a list without a schema for them. */
const NOTHING: Shape = {}

/** The API server writes `metadata` anew, without what is null or an empty text. */
const decodedMeta = (value: unknown): unknown => {
  if (value === null) return bare()
  if (!isRecord(value)) return value
  const result = bare()
  for (const key of Object.keys(value)) if (value[key] !== null && value[key] !== '') result[key] = value[key]
  return result
}

/** In place of what is dropped. */
const DROPPED = Symbol('dropped')

/** A copy of what stands before a key, or of all. */
const before = (source: Record<string, unknown>, end?: string): Bare => {
  const copy = bare()
  for (const key in source) {
    if (key === end) break
    copy[key] = source[key]
  }
  return copy
}

class Coercion implements Omit<Coerced, 'value'> {
  readonly unknown: UnknownField[] = []
  readonly inexact: JsonPath[] = []
  readonly repeated: RepeatedItem[] = []
  /** Where the value is that is being looked at. */
  private readonly at: (string | number)[] = []

  /** `keep`: the list that this is an item of preserves what it does not know. */
  node(value: unknown, shape: Shape, isRoot = false, keep = false): unknown {
    if (typeof value !== 'object' || value === null) {
      if (typeof value === 'number' && !Number.isSafeInteger(value) && isInt64(value))
        this.inexact.push([...this.at])
      return value
    }
    const preserve = keep || (shape.preserve ?? false)
    return Array.isArray(value)
      ? this.list(value as unknown[], shape, preserve)
      : this.record(value as Record<string, unknown>, shape, isRoot, preserve)
  }

  /** An object inside a preserved part keeps all it holds; only declared fields are looked at. */
  private record(source: Record<string, unknown>, shape: Shape, isRoot: boolean, keep: boolean): unknown {
    const fields = fieldsOf(shape)
    const { byName, stays } = fields
    const other = shape.additional === true ? ANYTHING : shape.additional
    const isObject = isRoot || shape.embedded === true
    let result = stays && !keep && !isObject ? undefined : bare()
    for (const key in source) {
      const value = source[key]
      let next = value
      if (isObject && META_FIELDS.has(key)) {
        if (key === 'metadata') next = decodedMeta(value)
      } else {
        const field = byName.get(key) ?? other
        if (field !== undefined) next = this.known(key, value, field)
        else if (!keep) {
          this.isUnknown(key, byName)
          next = DROPPED
        }
      }
      if (result === undefined && next !== value) result = before(source, key)
      if (result !== undefined && next !== DROPPED) result[key] = next
    }
    return this.withDefaults(source, result, fields)
  }

  /** Of what has a field: null is dropped or replaced where it is not allowed. */
  private known(key: string, value: unknown, field: Shape): unknown {
    if (value === null && !field.nullable)
      return field.default === undefined ? DROPPED : this.filled(key, field.default, field)
    if (typeof value !== 'object' && typeof value !== 'number') return value
    this.at.push(key)
    const result = this.node(value, field)
    this.at.pop()
    return result
  }

  private list(source: readonly unknown[], shape: Shape, keep: boolean): readonly unknown[] {
    if (keep && shape.items === undefined) return this.compared(source, shape)
    const items = shape.items ?? NOTHING
    let result: unknown[] | undefined
    for (let i = 0; i < source.length; i++) {
      const value = source[i]
      let next = value
      if (value === null) {
        if (!items.nullable && items.default !== undefined) next = this.filled(i, items.default, items)
      } else if (typeof value !== 'string') {
        this.at.push(i)
        next = this.node(value, items, false, keep)
        this.at.pop()
      }
      if (result === undefined && next !== value) result = source.slice(0, i)
      result?.push(next)
    }
    return this.compared(result ?? source, shape)
  }

  private compared(list: readonly unknown[], { unique }: Shape): readonly unknown[] {
    if (unique !== undefined && list.length > 1)
      for (const { index, value } of repeatedIn(list, unique))
        this.repeated.push({ path: [...this.at, index], value })
    return list
  }

  /** Copied only where something is filled in. Defaults are filled into defaults, too. */
  private withDefaults(
    source: Record<string, unknown>,
    copy: Bare | undefined,
    { defaults }: Fields,
  ): unknown {
    let result = copy
    for (const [key, field] of defaults)
      if ((result ?? source)[key] === undefined) {
        result ??= before(source)
        result[key] = this.filled(key, field.default, field)
      }
    return result ?? source
  }

  private filled(segment: string | number, value: unknown, shape: Shape): unknown {
    this.at.push(segment)
    let result = value
    if (Array.isArray(value)) {
      const items = shape.items ?? NOTHING
      result = this.compared(
        value.map((item, i) => this.filled(i, item, items)),
        shape,
      )
    } else if (isRecord(value)) {
      const copy = bare()
      for (const key of Object.keys(value)) {
        const field = shape.properties?.[key] ?? (shape.additional === true ? ANYTHING : shape.additional)
        copy[key] = field === undefined ? value[key] : this.filled(key, value[key], field)
      }
      result = this.withDefaults(value, copy, fieldsOf(shape))
    }
    this.at.pop()
    return result
  }

  private isUnknown(key: string, byName: ReadonlyMap<string, Shape>): void {
    const holders = [...byName].filter(([, field]) => field.properties?.[key] !== undefined)
    this.unknown.push({
      path: [...this.at, key],
      known: [...byName.keys()],
      holders: holders.map(([name]) => name),
    })
  }
}

export const coerce = (object: unknown, shape: Shape): Coerced => {
  const coercion = new Coercion()
  const value = coercion.node(object, shape, true)
  const { unknown, inexact, repeated } = coercion
  return { value, unknown, inexact, repeated }
}
