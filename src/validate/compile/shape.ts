/** Writes a schema's Shape: which fields exist, defaults, nulls, lists that are sets or maps. */
import { literal, type Source } from './source.ts'
import type { Schema } from './schema.ts'

const field = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__' ? name : literal(name)

/** The name of the constant that holds the shape. */
export const writeShape = (schema: Schema, source: Source): string => {
  const parts: string[] = []
  const { properties, additionalProperties, items } = schema
  if (properties !== undefined) {
    const fields = Object.keys(properties).map(
      (name) => `${field(name)}: ${writeShape(properties[name] ?? {}, source)}`,
    )
    // Without a prototype, `constructor` is not a field.
    parts.push(`properties: {${['__proto__: null', ...fields].join(', ')}}`)
  }
  if (additionalProperties === true) parts.push('additional: true')
  else if (typeof additionalProperties === 'object')
    parts.push(`additional: ${writeShape(additionalProperties, source)}`)
  if (items !== undefined) parts.push(`items: ${writeShape(items, source)}`)
  if (schema.nullable) parts.push('nullable: true')
  if (schema.default !== undefined && schema.default !== null)
    parts.push(`default: ${literal(schema.default)}`)
  if (schema['x-kubernetes-preserve-unknown-fields']) parts.push('preserve: true')
  if (schema['x-kubernetes-embedded-resource']) parts.push('embedded: true')
  const listType = schema['x-kubernetes-list-type']
  if (listType === 'set') parts.push('unique: []')
  if (listType === 'map') parts.push(`unique: ${literal(schema['x-kubernetes-list-map-keys'] ?? [])}`)
  return source.constant('shape', `{${parts.join(', ')}}`)
}
