/** The first half of server-side apply: the applied fields laid over the object as it stands. */
import {
  entriesOf,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
  shapeOf,
} from './schema.ts'

const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : !isMap(value) || Object.keys(value).length === 0

/**
 * `undefined` stands for an absent side, and as the result for an absent field; a null that is applied over
 * something with entries leaves it. Entries of associative lists keep the order in which they stand.
 */
export const merge = (live: unknown, applied: unknown, schema: Schema): unknown => {
  if (applied === undefined) return live
  const shape = shapeOf(schema, applied)
  const atomic = shape === 'map' ? isAtomicMap(schema) : shape === 'scalar' || !isAssociative(schema)
  if (atomic || (isEmpty(live) && isEmpty(applied))) return applied
  return shape === 'map' ? mergeMaps(live, applied, schema) : mergeLists(live, applied, schema)
}

const mergeMaps = (live: unknown, applied: unknown, schema: Schema): unknown => {
  const merged: Record<string, unknown> = isMap(live) ? { ...live } : {}
  for (const [key, value] of Object.entries(isMap(applied) ? applied : {}))
    merged[key] = merge(merged[key], value, fieldSchema(schema, key))
  return merged
}

const mergeLists = (live: unknown, applied: unknown, schema: Schema): unknown => {
  const merged = entriesOf(schema, live)
  for (const [key, value] of entriesOf(schema, applied))
    merged.set(key, merge(merged.get(key), value, itemSchema(schema)))
  return [...merged.values()]
}
