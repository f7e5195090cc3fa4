/** The static types of CEL expressions over a schema. The API server has the same ones (SchemaDeclType). */
import type { Schema } from '../schema.ts'

/** `nullable`: an entry of a list or map that may be null. */
export type CelType = { readonly nullable?: true } & (
  | {
      readonly kind:
        'bool' | 'int' | 'double' | 'null' | 'dyn' | 'duration' | 'timestamp' | 'quantity' | 'type'
    }
  /** `max`: the most code points it can have, where that is known. */
  | { readonly kind: 'string'; readonly max?: number }
  | { readonly kind: 'list'; readonly item: CelType; readonly unique?: readonly string[] }
  | { readonly kind: 'map'; readonly value: CelType }
  | { readonly kind: 'object'; readonly schema: Schema }
  /** What is in the schema and invisible to CEL, or unknown to us. */
  | { readonly kind: 'opaque'; readonly why: string }
)

export const BOOL: CelType = { kind: 'bool' }
export const INT: CelType = { kind: 'int' }
export const DOUBLE: CelType = { kind: 'double' }
export const STRING: CelType = { kind: 'string' }
export const DYN: CelType = { kind: 'dyn' }
export const DURATION: CelType = { kind: 'duration' }
export const QUANTITY: CelType = { kind: 'quantity' }
export const TIMESTAMP: CelType = { kind: 'timestamp' }

const TEXT: Schema = { type: 'string' }
const META: Schema = { type: 'object', properties: { name: TEXT, generateName: TEXT } }

/** The root of an object shows these whatever its schema says. */
export const withTypeAndMeta = (schema: Schema): Schema => ({
  ...schema,
  properties: { ...schema.properties, apiVersion: TEXT, kind: TEXT, metadata: META },
})

/** The type of the entries of a list or map. A field that is null counts as absent, an entry does not. */
const typeOfEntry = (schema: Schema): CelType => {
  const type = typeOfSchema(schema)
  return schema.nullable ? { ...type, nullable: true } : type
}

export const typeOfSchema = (schema: Schema): CelType => {
  if (schema['x-kubernetes-int-or-string']) return DYN
  switch (schema.type) {
    case 'boolean':
      return BOOL
    case 'integer':
      return INT
    case 'number':
      return DOUBLE
    case 'string':
      return typeOfText(schema)
    case 'array': {
      if (schema.items === undefined) return { kind: 'opaque', why: 'a list without a schema of its items' }
      const listType = schema['x-kubernetes-list-type']
      const unique =
        listType === 'set' ? [] : listType === 'map' ? schema['x-kubernetes-list-map-keys'] : undefined
      return { kind: 'list', item: typeOfEntry(schema.items), ...(unique === undefined ? {} : { unique }) }
    }
    case 'object':
      if (typeof schema.additionalProperties === 'object')
        return { kind: 'map', value: typeOfEntry(schema.additionalProperties) }
      return {
        kind: 'object',
        schema: schema['x-kubernetes-embedded-resource'] ? withTypeAndMeta(schema) : schema,
      }
    default:
      return { kind: 'opaque', why: 'a value of any type' }
  }
}

const typeOfText = (schema: Schema): CelType => {
  switch (schema.format) {
    case 'duration':
      return { kind: 'opaque', why: 'the format "duration"' }
    case 'date-time':
      return TIMESTAMP
    case 'byte':
    case 'date':
      return { kind: 'opaque', why: `the format "${schema.format}"` }
    default: {
      const enumMax = schema.enum?.map((value) => String(value).length)
      const max = schema.maxLength ?? (enumMax === undefined ? undefined : Math.max(...enumMax))
      return { kind: 'string', ...(max === undefined ? {} : { max }) }
    }
  }
}

const RESERVED = new Set(
  'true false null in as break const continue else for function if import let loop package namespace return var void while'.split(
    ' ',
  ),
)

/** The field that a CEL identifier names: `__dash__` and its like stand for what identifiers can not hold. */
export const unescapeField = (identifier: string): string =>
  identifier.replace(/__([^_]+)__/g, (whole, word: string) => {
    const signs: Record<string, string> = { underscores: '__', dot: '.', dash: '-', slash: '/' }
    return signs[word] ?? (RESERVED.has(word) && whole === identifier ? word : whole)
  })
