/** Whether an object already holds all that is applied: then laying that over it changes nothing, and most objects are so. */
import { withDefaults } from './defaults.ts'
import {
  canonical,
  entryKey,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
} from './schema.ts'

/**
 * False also where it would take more to tell: for a null, and for entries in another order. `isWhole`: it is replaced as one, so
 * that `live` may hold nothing more but defaults.
 */
export const isHeld = (applied: unknown, live: unknown, schema: Schema, isWhole = false): boolean => {
  if (isMap(applied) && isMap(live)) {
    const isOne = isWhole || isAtomicMap(schema)
    for (const key in applied)
      if (!isHeld(applied[key], live[key], fieldSchema(schema, key), isOne)) return false
    return !isOne || Object.keys(live).every((key) => key in applied || isDefault(live[key], schema, key))
  }
  if (Array.isArray(applied) && Array.isArray(live)) {
    const items = itemSchema(schema)
    if (isWhole || !isAssociative(schema))
      return applied.length === live.length && applied.every((item, i) => isHeld(item, live[i], items, true))
    return applied.every(
      (entry, i) => isHeld(entry, live[i], items) && entryKey(schema, entry) === entryKey(schema, live[i]),
    )
  }
  return applied === live && applied !== null
}

const isDefault = (live: unknown, schema: Schema, key: string): boolean => {
  const field = fieldSchema(schema, key)
  return field.default !== undefined && canonical(withDefaults(field.default, field)) === canonical(live)
}
