/**
 * The second half of server-side apply: fields go that this manager applied before and does not apply any more,
 * unless another manager owns them or something below them.
 */
import { difference, type FieldSet, intersection, union, withNamedFields } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import {
  entryKey,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
  shapeOf,
} from './schema.ts'

export interface Owners {
  /** What this manager applied last time. */
  readonly before: FieldSet
  /** What it applies now. */
  readonly now: FieldSet
  /** What all other managers own. */
  readonly others: FieldSet
}

/** `merged` is the object with the applied fields laid over it. */
export const prune = (merged: unknown, owners: Owners, schema: Schema): unknown => {
  const before = withNamedFields(owners.before, schema)
  const owned = withNamedFields(union(owners.now, owners.others), schema)
  const fields = (value: unknown): FieldSet => withNamedFields(fieldsOf(value, schema), schema)

  const all = fields(merged)
  const bare = fields(without(merged, before, schema))
  const ownedKept = without(merged, difference(all, union(bare, owned)), schema)
  return without(merged, intersection(difference(all, fields(ownedKept)), before), schema)
}

/** The object without the fields of the set. What is emptied by that stays behind as null. */
const without = (value: unknown, gone: FieldSet, schema: Schema): unknown => {
  const shape = shapeOf(schema, value)
  if (shape === 'map') {
    if (!isMap(value) || isAtomicMap(schema)) return null
    const kept: Record<string, unknown> = {}
    for (const [key, inner] of Object.entries(value)) {
      const set = gone.below.get(`f:${key}`)
      if (set?.member) continue
      kept[key] = set === undefined ? inner : without(inner, set, fieldSchema(schema, key))
    }
    return Object.keys(kept).length > 0 ? kept : null
  }
  if (shape === 'list') {
    if (!Array.isArray(value) || !isAssociative(schema)) return null
    const kept = value.flatMap((entry: unknown) => {
      const set = gone.below.get(entryKey(schema, entry))
      if (set?.member) return []
      return [set === undefined ? entry : without(entry, set, itemSchema(schema))]
    })
    return kept.length > 0 ? kept : null
  }
  return value
}
