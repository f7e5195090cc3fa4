/** The fields that an applied object claims, as the API server records them in managedFields. */
import { type FieldSet, NONE } from './field-set.ts'
import {
  entriesOf,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  namedField,
  type Schema,
  shapeOf,
} from './schema.ts'

const MEMBER: FieldSet = { member: true, below: new Map() }

export const fieldsOf = (value: unknown, schema: Schema): FieldSet => {
  const shape = shapeOf(schema, value)
  if (shape === 'scalar') return MEMBER
  if (shape === 'list') {
    if (!isAssociative(schema)) return MEMBER
    const below = new Map<string, FieldSet>()
    for (const [key, entry] of entriesOf(schema, value))
      below.set(key, { member: true, below: fieldsOf(entry, itemSchema(schema)).below })
    return { member: false, below }
  }
  if (isAtomicMap(schema)) return MEMBER
  if (!isMap(value)) return NONE
  const below = new Map<string, FieldSet>()
  for (const [key, inner] of Object.entries(value)) {
    const set = fieldsOf(inner, fieldSchema(schema, key))
    const empty = inner === null || (isMap(inner) && Object.keys(inner).length === 0)
    const member = set.member || empty || namedField(schema, key) === undefined
    if (member || set.below.size > 0) below.set(`f:${key}`, { member, below: set.below })
  }
  return { member: false, below }
}
