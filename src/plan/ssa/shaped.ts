/** The folder's own fields with the values that the API server makes of them, such as `1` of `1000m`. */
import { isEmpty } from './emptied.ts'
import {
  entriesOf,
  entryKey,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
} from './schema.ts'

/** `own` where the server has no such field; of lists and maps without entries it keeps none. */
export const shapedAs = (own: unknown, served: unknown, schema: Schema): unknown => {
  if (served === undefined) return isEmpty(own) ? undefined : own
  if (isMap(own) && isMap(served) && !isAtomicMap(schema))
    return Object.fromEntries(
      Object.entries(own).map(([key, value]) => [
        key,
        shapedAs(value, served[key], fieldSchema(schema, key)),
      ]),
    )
  if (Array.isArray(own) && Array.isArray(served) && isAssociative(schema)) {
    const other = entriesOf(schema, served)
    return own.map((entry: unknown) =>
      shapedAs(entry, other.get(entryKey(schema, entry)), itemSchema(schema)),
    )
  }
  return served
}
