/**
 * What the API server does to an object before it validates it: fields that the schema does not know are
 * dropped (and, since kubectl asks for strict validation, are errors), nulls where null is not allowed are
 * dropped or replaced by the default, and defaults are filled in. The input is left as it is.
 */
import type { JsonPath } from '../model/document.ts'
import { bare, isRecord } from './bare.ts'
import { isInt64 } from './runtime/numbers.ts'
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
}

/** Of a shape: its fields by name, and those that have a default. */
interface Fields {
  readonly byName: ReadonlyMap<string, Shape>
  readonly defaults: readonly (readonly [name: string, field: Shape])[]
}

const NO_FIELDS: Fields = { byName: new Map(), defaults: [] }
/** Shapes are shared and compiled once, and every object is held against them. */
const known = new WeakMap<Shape, Fields>()

const fieldsOf = (shape: Shape): Fields => {
  if (shape.properties === undefined) return NO_FIELDS
  let fields = known.get(shape)
  if (fields === undefined) {
    const all = Object.entries(shape.properties)
    fields = { byName: new Map(all), defaults: all.filter(([, field]) => field.default !== undefined) }
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

export const coerce = (object: unknown, shape: Shape): Coerced => {
  const unknown: UnknownField[] = []
  const inexact: JsonPath[] = []
  const at: (string | number)[] = []

  const isUnknown = (key: string, byName: ReadonlyMap<string, Shape>): void => {
    const holders = [...byName].filter(([, field]) => field.properties?.[key] !== undefined)
    unknown.push({ path: [...at, key], known: [...byName.keys()], holders: holders.map(([name]) => name) })
  }

  /** An object inside a preserved part keeps all it holds; only declared fields are looked at. */
  const record = (source: Record<string, unknown>, shape: Shape, isRoot: boolean, keep: boolean): unknown => {
    const result = bare()
    const { byName, defaults } = fieldsOf(shape)
    const other = shape.additional === true ? ANYTHING : shape.additional
    const isObject = isRoot || shape.embedded === true
    for (const key of Object.keys(source)) {
      const value = source[key]
      if (isObject && META_FIELDS.has(key)) {
        result[key] = key === 'metadata' ? decodedMeta(value) : value
        continue
      }
      const field = byName.get(key) ?? other
      if (field === undefined) {
        if (keep) result[key] = value
        else isUnknown(key, byName)
        continue
      }
      if (value === null && !field.nullable) {
        if (field.default !== undefined) result[key] = filled(field.default, field)
        continue
      }
      if (typeof value === 'string') {
        result[key] = value
        continue
      }
      at.push(key)
      result[key] = node(value, field)
      at.pop()
    }
    return withDefaults(result, defaults)
  }

  /** `keep`: the list that this is an item of preserves what it does not know. */
  const node = (value: unknown, shape: Shape, isRoot = false, keep = false): unknown => {
    const preserve = keep || (shape.preserve ?? false)
    if (typeof value === 'number' && !Number.isSafeInteger(value) && isInt64(value)) inexact.push([...at])
    if (!Array.isArray(value)) return isRecord(value) ? record(value, shape, isRoot, preserve) : value
    if (preserve && shape.items === undefined) return value
    const items = shape.items ?? NOTHING
    return value.map((item, i) => {
      if (item === null && !items.nullable && items.default !== undefined) return filled(items.default, items)
      at.push(i)
      const result = node(item, items, false, preserve)
      at.pop()
      return result
    })
  }

  return { value: node(object, shape, true), unknown, inexact }
}

const withDefaults = (object: Record<string, unknown>, defaults: Fields['defaults']): unknown => {
  // Defaults are filled into defaults, too.
  for (const [key, field] of defaults)
    if (object[key] === undefined) object[key] = filled(field.default, field)
  return object
}

const filled = (value: unknown, shape: Shape): unknown => {
  if (Array.isArray(value)) return value.map((item) => filled(item, shape.items ?? NOTHING))
  if (!isRecord(value)) return value
  const copy = bare()
  for (const key of Object.keys(value)) {
    const field = shape.properties?.[key] ?? (shape.additional === true ? ANYTHING : shape.additional)
    copy[key] = field === undefined ? value[key] : filled(value[key], field)
  }
  return withDefaults(copy, fieldsOf(shape).defaults)
}
