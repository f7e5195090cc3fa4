/** Whether an object already holds all that is applied: then laying that over it changes nothing, and most objects are so. */
import { isDeepStrictEqual } from 'node:util'
import { withDefaults } from './defaults.ts'
import {
  entryKey,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
} from './schema.ts'

/** False also where it would take more to tell: for a null, and for entries in another order. */
export const isHeld = (applied: unknown, live: unknown, schema: Schema): boolean => {
  if (isMap(applied) && isMap(live) && !isAtomicMap(schema)) {
    for (const key in applied) if (!isHeld(applied[key], live[key], fieldSchema(schema, key))) return false
    return true
  }
  if (Array.isArray(applied) && Array.isArray(live) && isAssociative(schema))
    return applied.every(
      (entry, i) =>
        isHeld(entry, live[i], itemSchema(schema)) && entryKey(schema, entry) === entryKey(schema, live[i]),
    )
  if (applied === live) return applied !== null
  // What is replaced as one holds nothing more, but for defaults.
  return isDeepStrictEqual(withDefaults(applied, schema), live)
}
