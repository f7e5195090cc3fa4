/** The opposite of filling in defaults: what a person would have written, for the same object. */
import { withDefaults } from './defaults.ts'
import { canonical, defaultOf, fieldSchema, isMap, itemSchema, type Schema } from './schema.ts'

/** Whether the server gives the field this value where nobody does, beside these others. */
export const isDefault = (
  value: unknown,
  schema: Schema,
  beside: Readonly<Record<string, unknown>>,
): boolean => {
  const standard = defaultOf(schema, beside)
  return standard !== undefined && canonical(withDefaults(standard, schema)) === canonical(value)
}

const bare = (value: unknown, schema: Schema, first: readonly string[]): unknown => {
  if (Array.isArray(value)) {
    const keys = schema['x-kubernetes-list-map-keys']
    return value.map((item: unknown) => withoutDefaults(item, itemSchema(schema), keys))
  }
  if (!isMap(value)) return value
  const kept = new Map(Object.entries(value).filter(([, inner]) => inner !== null))
  // Backwards: a default may depend on the fields before it.
  for (const [key, field] of Object.entries(schema.properties ?? {}).reverse())
    if (kept.has(key) && isDefault(kept.get(key), field, Object.fromEntries(kept))) kept.delete(key)
  const keys = [...kept.keys()]
  const ordered = [
    ...keys.filter((key) => first.includes(key)),
    ...keys.filter((key) => !first.includes(key)),
  ]
  return Object.fromEntries(
    ordered.map((key) => [key, withoutDefaults(kept.get(key), fieldSchema(schema, key))]),
  )
}

/**
 * As it is where leaving its defaults out would make another value of it. `first`: what tells an entry from the others,
 * which people write before the rest.
 */
export const withoutDefaults = (value: unknown, schema: Schema, first: readonly string[] = []): unknown => {
  const short = bare(value, schema, first)
  // An older server may lack a default that is known here.
  return canonical(withDefaults(short, schema)) === canonical(withDefaults(value, schema)) ? short : value
}
