/**
 * Maps and lists that lose all their entries and shall stay, empty. The API server drops such a list, and turns such
 * a map into a null that it then refuses. Applying in two steps gets there: first without them, then as desired.
 */
import type { Resource } from '../../model/resource.ts'
import { entryKey, fieldSchema, isAssociative, isMap, itemSchema, type Schema, shapeOf } from './schema.ts'

export const isEmpty = (value: unknown): boolean =>
  Array.isArray(value) ? value.length === 0 : isMap(value) && Object.keys(value).length === 0

/** `merged` with empty maps and lists where they are desired, and what to apply before, where there are any. */
export const keepEmptied = (
  merged: Resource,
  desired: Resource,
  schema: Schema,
): { merged: Resource; first?: Resource } => {
  const emptied: unknown[] = []

  /** Both forms of one value; the second is undefined where the value is to be left out at first. */
  const visit = (merged: unknown, desired: unknown, schema: Schema): [unknown, unknown] => {
    if ((merged === null || merged === undefined) && isEmpty(desired)) {
      emptied.push(desired)
      return [desired, undefined]
    }
    if (isMap(merged) && isMap(desired)) {
      const kept = { ...merged }
      const first: Record<string, unknown> = {}
      for (const [key, value] of Object.entries(desired)) {
        const [one, other] = visit(merged[key], value, fieldSchema(schema, key))
        kept[key] = one
        if (other !== undefined) first[key] = other
      }
      // What has nothing left at first would be emptied itself.
      return [kept, Object.keys(first).length === 0 && !isEmpty(desired) ? undefined : first]
    }
    if (Array.isArray(merged) && Array.isArray(desired) && isMerged(schema, desired)) {
      const wanted = new Map(desired.map((entry: unknown) => [entryKey(schema, entry), entry]))
      const firsts = new Map(wanted)
      const kept = merged.map((entry: unknown) => {
        const key = entryKey(schema, entry)
        if (!wanted.has(key)) return entry
        const [one, other] = visit(entry, wanted.get(key), itemSchema(schema))
        firsts.set(key, other)
        return one
      })
      return [kept, [...firsts.values()]]
    }
    return [merged, desired]
  }

  const [kept, first] = visit(merged, desired, schema)
  return emptied.length > 0 ? { merged: kept as Resource, first: first as Resource } : { merged }
}

const isMerged = (schema: Schema, value: unknown): boolean =>
  shapeOf(schema, value) === 'list' && isAssociative(schema)
