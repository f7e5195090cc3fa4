/**
 * A kind's structural schema as its CRD serves it, read the way the API server reads it for server-side apply:
 * which maps and lists merge by their entries, and which are replaced as a whole (atomic).
 */

import { isMap } from '../../model/mapping.ts'

export { isMap }

/** The keywords of a CRD's openAPIV3Schema that decide merging and defaults. */
export interface Schema {
  readonly type?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly items?: Schema
  readonly default?: unknown
  readonly nullable?: boolean
  readonly 'x-kubernetes-list-type'?: string
  readonly 'x-kubernetes-list-map-keys'?: readonly string[]
  readonly 'x-kubernetes-map-type'?: string
  /** Of built-in kinds alone: a default that depends on the fields beside it, and on those before it in `properties`. */
  readonly defaultBeside?: (beside: Readonly<Record<string, unknown>>) => unknown
  /** Of built-in kinds alone: the server gives it a value where nobody does, or kubectl leaves it behind. */
  readonly setBy?: 'server' | 'tool'
  /** Of built-in kinds alone: the default that only newer servers have. It is nobody's where it stands, and not assumed where it does not. */
  readonly laterDefault?: unknown
}

/** Anything at all: maps merge by key, lists are atomic. */
export const UNKNOWN: Schema = {}

const text: Schema = { type: 'string' }
const texts: Schema = { type: 'object', additionalProperties: text }

export const METADATA: Schema = {
  type: 'object',
  properties: {
    name: text,
    generateName: text,
    namespace: text,
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      items: { type: 'object', 'x-kubernetes-map-type': 'atomic' },
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
    },
  },
}

const ROOT_FIELDS: Readonly<Record<string, Schema>> = { apiVersion: text, kind: text, metadata: METADATA }

/** The schema of whole objects, from what a CRD says of one version: a CRD leaves metadata to the API server. */
export const rootSchema = (schema: Schema): Schema => ({
  ...schema,
  properties: { ...schema.properties, ...ROOT_FIELDS },
})

/** A field that the schema names; undefined for keys of maps and for unknown fields. */
export const namedField = (schema: Schema, key: string): Schema | undefined => {
  const { properties } = schema
  return properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined
}

/** The schema of a map's value or of a field. */
export const fieldSchema = (schema: Schema, key: string): Schema => {
  const named = namedField(schema, key)
  if (named !== undefined) return named
  return typeof schema.additionalProperties === 'object' ? schema.additionalProperties : UNKNOWN
}

/** What the server fills in for a field that is not there; `beside`: the fields that are. */
export const defaultOf = (field: Schema, beside: Readonly<Record<string, unknown>>): unknown =>
  field.default ?? field.defaultBeside?.(beside)

export const itemSchema = (schema: Schema): Schema => schema.items ?? UNKNOWN

export type Shape = 'map' | 'list' | 'scalar'

/** What a value is treated as: by the schema, and where that allows anything, by the value. */
export const shapeOf = (schema: Schema, value: unknown): Shape => {
  switch (schema.type) {
    case 'object':
      return 'map'
    case 'array':
      return 'list'
    case undefined:
      if (Array.isArray(value)) return 'list'
      return typeof value === 'object' ? 'map' : 'scalar'
    default:
      return 'scalar'
  }
}

export const isAtomicMap = (schema: Schema): boolean => schema['x-kubernetes-map-type'] === 'atomic'

/** `set` and `map` are merged entry by entry; every other list is replaced. */
export const isAssociative = (schema: Schema): boolean => {
  const type = schema['x-kubernetes-list-type']
  return type === 'set' || type === 'map'
}

/** Equal values give equal texts; the order of an object's keys does not count. */
export const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isMap(value)) return value === undefined ? '' : JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
}

/** What tells an entry of an associative list from the others, in the form of managedFields. */
export const entryKey = (list: Schema, entry: unknown): string => {
  const keys = list['x-kubernetes-list-map-keys'] ?? []
  if (list['x-kubernetes-list-type'] !== 'map' || !isMap(entry)) return `v:${canonical(entry)}`
  const fields: Record<string, unknown> = {}
  for (const key of keys) {
    const value = entry[key] ?? namedField(itemSchema(list), key)?.default
    if (value !== undefined) fields[key] = value
  }
  return `k:${canonical(fields)}`
}

/** The entries of an associative list by what tells them apart. */
export const entriesOf = (list: Schema, value: unknown): Map<string, unknown> =>
  new Map((Array.isArray(value) ? value : []).map((entry: unknown) => [entryKey(list, entry), entry]))
