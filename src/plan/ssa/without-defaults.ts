/** The opposite of filling in defaults: what a person would have written, for the same object. */
import { withDefaults } from './defaults.ts'
import { canonical, fieldSchema, isMap, itemSchema, namedField, type Schema } from './schema.ts'

const isDefault = (value: unknown, schema: Schema | undefined): boolean =>
  schema?.default !== undefined && canonical(withDefaults(schema.default, schema)) === canonical(value)

const bare = (value: unknown, schema: Schema): unknown => {
  if (Array.isArray(value)) return value.map((item: unknown) => bare(item, itemSchema(schema)))
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => inner !== null && !isDefault(inner, namedField(schema, key)))
      .map(([key, inner]) => [key, bare(inner, fieldSchema(schema, key))]),
  )
}

/** As it is where leaving its defaults out would make another value of it. */
export const withoutDefaults = (value: unknown, schema: Schema): unknown => {
  const short = bare(value, schema)
  return canonical(withDefaults(short, schema)) === canonical(value) ? short : value
}
