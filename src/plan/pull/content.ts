/** What of a live object of a built-in kind is anybody's: not what the server gave it, nor what kubectl left in it. */
import type { ManagedFieldsEntry, Resource } from '../../model/resource.ts'
import { withDefaults } from '../ssa/defaults.ts'
import { type FieldSet, NONE, parseFieldSet, union } from '../ssa/field-set.ts'
import {
  entriesOf,
  entryKey,
  fieldSchema,
  isAssociative,
  isMap,
  itemSchema,
  namedField,
  type Schema,
  UNKNOWN,
} from '../ssa/schema.ts'

/** An autoscaler sets `replicas`, too, and nobody wrote that; with `kubectl scale` somebody did. */
const isContent = ({ manager = '', subresource = '' }: ManagedFieldsEntry): boolean =>
  subresource === '' || (subresource === 'scale' && manager.startsWith('kubectl'))

const ownersOf = ({ metadata: { managedFields = [] } }: Resource): FieldSet =>
  managedFields
    .filter(isContent)
    .reduce((set, { fieldsV1 = {} }) => union(set, parseFieldSet(fieldsV1)), NONE)

const isForeign = (value: unknown, schema: Schema, owners: FieldSet | undefined): boolean => {
  const { setBy, laterDefault } = schema
  if (setBy === 'tool' || (setBy === 'server' && owners === undefined)) return true
  return laterDefault !== undefined && value === laterDefault
}

const isEmptied = (before: unknown, after: unknown): boolean =>
  isMap(before) && isMap(after) && Object.keys(after).length === 0 && Object.keys(before).length > 0

const visit = (value: unknown, beside: unknown, owners: FieldSet, schema: Schema): unknown => {
  if (Array.isArray(value)) {
    if (!isAssociative(schema))
      return value.map((item: unknown) => visit(item, undefined, NONE, itemSchema(schema)))
    const other = entriesOf(schema, beside)
    return value.map((entry: unknown) => {
      const key = entryKey(schema, entry)
      return visit(entry, other.get(key), owners.below.get(key) ?? NONE, itemSchema(schema))
    })
  }
  if (!isMap(value)) return value
  const own = isMap(beside) ? beside : {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => {
      const below = owners.below.get(`f:${key}`)
      const field = namedField(schema, key) ?? UNKNOWN
      if (own[key] === undefined && (inner === null || isForeign(inner, field, below))) return []
      const content = visit(inner, own[key], below ?? NONE, fieldSchema(schema, key))
      return isEmptied(inner, content) ? [] : [[key, content]]
    }),
  )
}

/** `beside`: what the folder has of it, which stays to be compared. What is left out has its default. */
export const contentOf = (live: Resource, schema: Schema, beside?: Resource): Resource =>
  withDefaults(visit(live, beside, ownersOf(live), schema), schema) as Resource
