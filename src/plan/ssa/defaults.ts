/** The defaults that the API server fills in when it reads or writes an object. */
import { defaultOf, fieldSchema, isMap, itemSchema, type Schema } from './schema.ts'

/** The value with every default of the schema, also inside defaults; the input is left as it is. */
export const withDefaults = (value: unknown, schema: Schema): unknown => {
  if (Array.isArray(value)) {
    const items = itemSchema(schema)
    return value.map((item: unknown) => withDefaults(filled(item, items), items))
  }
  if (!isMap(value)) return value
  const result: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const field = fieldSchema(schema, key)
    result[key] = withDefaults(filled(inner, field), field)
  }
  for (const [key, field] of Object.entries(schema.properties ?? {})) {
    if (result[key] !== undefined) continue
    const value = defaultOf(field, result)
    if (value !== undefined) result[key] = withDefaults(value, field)
  }
  return result
}

/** A null takes the default too, where null is not a value of its own. */
const filled = (value: unknown, schema: Schema): unknown =>
  value === null && schema.nullable !== true && schema.default !== undefined ? schema.default : value
