/** What of a schema CEL sees, and how it reads the values there. */
import type { Reading } from '../../cel/raw.ts'
import type { Schema } from '../schema.ts'
import { literal, type Source } from '../source.ts'
import { withTypeAndMeta } from './type.ts'

const kindOfText = (format: string | undefined): Reading['kind'] => {
  switch (format) {
    case 'byte':
      return 'bytes'
    case 'duration':
    case 'date':
    case 'date-time':
      return format
    default:
      return 'string'
  }
}

const withoutNull = (schema: Schema): Reading => {
  if (schema['x-kubernetes-int-or-string']) return { kind: 'int-or-string' }
  switch (schema.type) {
    case 'boolean':
      return { kind: 'bool' }
    case 'integer':
      return { kind: 'int' }
    case 'number':
      return { kind: 'double' }
    case 'string':
      return { kind: kindOfText(schema.format) }
    case 'array': {
      const listType = schema['x-kubernetes-list-type']
      const keys = listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : []
      return {
        kind: 'list',
        ...(schema.items === undefined ? {} : { item: readingOf(schema.items) }),
        ...(listType === 'set' || listType === 'map' ? { unique: keys } : {}),
      }
    }
    case 'object': {
      const { additionalProperties } = schema
      if (typeof additionalProperties === 'object')
        return { kind: 'map', item: readingOf(additionalProperties) }
      const { properties } = schema['x-kubernetes-embedded-resource'] ? withTypeAndMeta(schema) : schema
      if (properties === undefined) return { kind: 'object' }
      const fields = Object.entries(properties).map(([name, child]) => [name, readingOf(child)] as const)
      return { kind: 'object', fields: Object.fromEntries(fields) }
    }
    default:
      return { kind: 'preserved' }
  }
}

export const readingOf = (schema: Schema): Reading =>
  schema.nullable ? { ...withoutNull(schema), nullable: true } : withoutNull(schema)

/** The name of the constant that holds the reading; those of objects that are equal are one. */
export const writeReading = (reading: Reading, source: Source): string => {
  const { item, fields, ...rest } = reading
  const parts = Object.entries(rest).map(([name, value]) => `${name}: ${literal(value)}`)
  if (item !== undefined) parts.push(`item: ${writeReading(item, source)}`)
  if (fields !== undefined) {
    const entries = Object.entries(fields).map(
      ([name, field]) => `${literal(name)}: ${writeReading(field, source)}`,
    )
    // In brackets, __proto__ is a field like any other.
    parts.push(
      `fields: {${entries.map((entry) => entry.replace(/^"__proto__"/, '["__proto__"]')).join(', ')}}`,
    )
  }
  return source.constant('reading', `{${parts.join(', ')}}`)
}
