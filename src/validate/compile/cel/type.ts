/** The static types of CEL expressions over a schema. The API server has the same ones (SchemaDeclType). */
import type { Schema } from '../schema.ts'

/** `nullable`: an entry of a list or map that may be null. */
export type CelType = { readonly nullable?: true } & (
  | { readonly kind: 'bool' | 'null' | 'dyn' | 'quantity' | 'type' }
  /** `bounded`: the schema keeps it within what is exact; `computed`: it may have left that. */
  | { readonly kind: 'int'; readonly bounded?: true; readonly computed?: true }
  /** `computed`: it may be no number at all. */
  | { readonly kind: 'double'; readonly computed?: true }
  /** `max`: the most code points it can have, where that is known. */
  | { readonly kind: 'string'; readonly max?: number }
  /** `field`: what reads it out of the object. */
  | { readonly kind: 'duration' | 'timestamp'; readonly field?: string }
  | { readonly kind: 'list'; readonly item: CelType; readonly unique?: readonly string[] }
  | { readonly kind: 'map'; readonly value: CelType }
  | { readonly kind: 'object'; readonly schema: Schema }
  /** What is in the schema and only the evaluator, or nobody, sees. */
  | { readonly kind: 'hidden' }
)

export const BOOL: CelType = { kind: 'bool' }
export const INT: CelType = { kind: 'int' }
export const DOUBLE: CelType = { kind: 'double' }
export const STRING: CelType = { kind: 'string' }
export const DYN: CelType = { kind: 'dyn' }
export const DURATION: CelType = { kind: 'duration' }
export const QUANTITY: CelType = { kind: 'quantity' }
export const TIMESTAMP: CelType = { kind: 'timestamp' }

/** The same but for what the compiler knows of single values. */
export const isSameType = (a: CelType, b: CelType): boolean => {
  if (a.kind !== b.kind || a.nullable !== b.nullable) return false
  if (a.kind === 'list' && b.kind === 'list')
    return isSameType(a.item, b.item) && JSON.stringify(a.unique) === JSON.stringify(b.unique)
  if (a.kind === 'map' && b.kind === 'map') return isSameType(a.value, b.value)
  if (a.kind === 'object' && b.kind === 'object') return a.schema === b.schema
  return a.kind !== 'hidden'
}

const TEXT: Schema = { type: 'string' }
const META: Schema = { type: 'object', properties: { name: TEXT, generateName: TEXT } }

/** The root of an object shows these whatever its schema says. */
export const withTypeAndMeta = (schema: Schema): Schema => {
  const { kind, apiVersion, metadata } = schema.properties ?? {}
  const { name, generateName } = metadata?.properties ?? {}
  const given = [kind, apiVersion, name, generateName].every((one) => one?.type === 'string')
  if (given && metadata?.type === 'object') return schema
  return { ...schema, properties: { ...schema.properties, apiVersion: TEXT, kind: TEXT, metadata: META } }
}

/** The type of the entries of a list or map. A field that is null counts as absent, an entry does not. */
const typeOfEntry = (schema: Schema): CelType => {
  const type = typeOfSchema(schema)
  return schema.nullable ? { ...type, nullable: true } : type
}

const typeOfInteger = ({ format, minimum, maximum }: Schema): CelType => {
  const isBounded = (limit: number | undefined): boolean => limit !== undefined && Number.isSafeInteger(limit)
  return format === 'int32' || (isBounded(minimum) && isBounded(maximum))
    ? { kind: 'int', bounded: true }
    : INT
}

export const typeOfSchema = (schema: Schema): CelType => {
  if (schema['x-kubernetes-int-or-string']) return DYN
  switch (schema.type) {
    case 'boolean':
      return BOOL
    case 'integer':
      return typeOfInteger(schema)
    case 'number':
      return DOUBLE
    case 'string':
      return typeOfText(schema)
    case 'array': {
      if (schema.items === undefined) return { kind: 'hidden' }
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
      return { kind: 'hidden' }
  }
}

const typeOfText = (schema: Schema): CelType => {
  switch (schema.format) {
    case 'duration':
      return { kind: 'duration', field: 'durationField' }
    case 'date-time':
      return { kind: 'timestamp', field: 'dateTimeField' }
    case 'date':
      return { kind: 'timestamp', field: 'dateField' }
    case 'byte':
      return { kind: 'hidden' }
    default: {
      const enumMax = schema.enum?.map((value) => String(value).length)
      const max = schema.maxLength ?? (enumMax === undefined ? undefined : Math.max(...enumMax))
      return { kind: 'string', ...(max === undefined ? {} : { max }) }
    }
  }
}
