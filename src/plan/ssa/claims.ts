/** Whether an apply keeps all that was applied before: then no field of the object goes by it, and most applies are so. */
import { element } from './field-set.ts'
import {
  entriesOf,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  namedField,
  type Schema,
} from './schema.ts'

/** fieldsV1, as it stands in managedFields. */
type Fields = Readonly<Record<string, unknown>>

/** Whether an applied value has all that `fields` names below it, in the sense of fields-of.ts. */
export const claims = (value: unknown, fields: Fields, schema: Schema): boolean => {
  const elements = Object.keys(fields).filter((key) => key !== '.')
  if (elements.length === 0) return true
  if (isMap(value) && !isAtomicMap(schema))
    return elements.every((key) => {
      const name = key.slice(2)
      const inner = fields[key] as Fields
      const isClaimed = key.startsWith('f:') && Object.hasOwn(value, name)
      return (
        isClaimed &&
        claims(value[name], inner, fieldSchema(schema, name)) &&
        (!namesItself(inner) || isMember(value[name], schema, name))
      )
    })
  if (!Array.isArray(value) || !isAssociative(schema)) return false
  const entries = entriesOf(schema, value)
  return elements.every((key) => {
    const known = element(key)
    return entries.has(known) && claims(entries.get(known), fields[key] as Fields, itemSchema(schema))
  })
}

const namesItself = (fields: Fields): boolean => '.' in fields || Object.keys(fields).length === 0

/** Whether managedFields name the field itself, and not only what is below it. */
const isMember = (value: unknown, parent: Schema, name: string): boolean => {
  const schema = fieldSchema(parent, name)
  if (namedField(parent, name) === undefined) return true
  if (Array.isArray(value)) return !isAssociative(schema)
  return !isMap(value) || isAtomicMap(schema) || Object.keys(value).length === 0
}
