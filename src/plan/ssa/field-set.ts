/**
 * Sets of fields, as managedFields write them: which places of an object somebody owns. A place can be a member
 * itself, have members below it, or both.
 */
import { canonical, namedField, type Schema, fieldSchema, itemSchema } from './schema.ts'

export interface FieldSet {
  readonly member: boolean
  /** By path element: `f:name` a field or key, `k:{…}` an entry by its keys, `v:…` an entry by its value. */
  readonly below: ReadonlyMap<string, FieldSet>
}

export const NONE: FieldSet = { member: false, below: new Map() }

const isNone = (set: FieldSet): boolean => !set.member && set.below.size === 0

/** The same keys come again in every object of a kind. */
const elements = new Map<string, string>()

/** A path element as it is spelt here: the server's spelling of an entry's keys can differ in escapes and blanks. */
export const element = (key: string): string => {
  const kind = key.slice(0, 2)
  if (kind !== 'k:' && kind !== 'v:') return key
  const known = elements.get(key)
  if (known !== undefined) return known
  const spelt = kind + canonical(JSON.parse(key.slice(2)))
  elements.set(key, spelt)
  return spelt
}

/** Reads fieldsV1. */
export const parseFieldSet = (fields: Record<string, unknown>): FieldSet => {
  const below = new Map<string, FieldSet>()
  for (const [key, inner] of Object.entries(fields)) {
    if (key === '.') continue
    const child = parseFieldSet(inner as Record<string, unknown>)
    below.set(element(key), child.below.size === 0 ? { member: true, below: child.below } : child)
  }
  return { member: '.' in fields, below }
}

/** Where each of two sets has the element: what the operation makes of both, without what is empty. */
const combine = (
  keys: Iterable<string>,
  member: boolean,
  child: (key: string) => FieldSet | undefined,
): FieldSet => {
  const below = new Map<string, FieldSet>()
  for (const key of keys) {
    const set = child(key)
    if (set !== undefined && !isNone(set)) below.set(key, set)
  }
  return { member, below }
}

export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  if (isNone(a)) return b
  if (isNone(b)) return a
  return combine(new Set([...a.below.keys(), ...b.below.keys()]), a.member || b.member, (key) =>
    union(a.below.get(key) ?? NONE, b.below.get(key) ?? NONE),
  )
}

export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  combine(a.below.keys(), a.member && !b.member, (key) =>
    difference(a.below.get(key) ?? NONE, b.below.get(key) ?? NONE),
  )

export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  combine(a.below.keys(), a.member && b.member, (key) =>
    intersection(a.below.get(key) ?? NONE, b.below.get(key) ?? NONE),
  )

/** Adds the fields that a schema names wherever something below them is in the set; keys of maps stay out. */
export const withNamedFields = (set: FieldSet, schema: Schema, isRoot = true): FieldSet => {
  const below = new Map<string, FieldSet>()
  for (const [key, child] of set.below) {
    const isField = key.startsWith('f:')
    const name = key.slice(2)
    const named = isField && namedField(schema, name) !== undefined
    const inner = withNamedFields(child, isField ? fieldSchema(schema, name) : itemSchema(schema), false)
    below.set(key, named ? { member: true, below: inner.below } : inner)
  }
  return { member: isRoot ? false : set.member, below }
}
