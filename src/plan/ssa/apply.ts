/**
 * What a server-side apply would make of an object, worked out without asking the server: so a folder of any size
 * is compared with a cluster at the price of one LIST per kind. test/cluster/ holds it to the real API server.
 */
import { FIELD_MANAGER } from '../../model/kinds.ts'
import type { ManagedFieldsEntry, Resource } from '../../model/resource.ts'
import { contains, type FieldSet, NONE, parseFieldSet, union } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import { keepEmptied } from './emptied.ts'
import { merge } from './merge.ts'
import { withDefaults } from './defaults.ts'
import { prune } from './prune.ts'
import type { Schema } from './schema.ts'

const isOurs = (entry: ManagedFieldsEntry): boolean =>
  entry.manager === FIELD_MANAGER &&
  entry.operation === 'Apply' &&
  (entry.subresource === undefined || entry.subresource === '')

const fieldsIn = (entries: readonly ManagedFieldsEntry[]): FieldSet =>
  entries.reduce((set, entry) => union(set, parseFieldSet(entry.fieldsV1 ?? {})), NONE)

export interface Applied {
  readonly merged: Resource
  /** What to apply first, because the API server would refuse to get to `merged` in one step (emptied.ts). */
  readonly first?: Resource
}

/**
 * The object as an apply of `desired` by this program would leave it; `live` is undefined where there is none.
 * The result is undefined where it can't be told from here: fields are to go, and managers speak of them in another
 * version of the kind.
 */
export const applied = (
  desired: Resource,
  live: Resource | undefined,
  schema: Schema,
): Applied | undefined => {
  const merged = merge(live, desired, schema)
  const managers = live?.metadata.managedFields ?? []
  const before = fieldsIn(managers.filter(isOurs))
  const now = fieldsOf(desired, schema)
  if (contains(now, before)) return { merged: withDefaults(merged, schema) as Resource }
  if (managers.some(({ apiVersion }) => apiVersion !== desired.apiVersion)) return undefined
  const others = fieldsIn(managers.filter((entry) => !isOurs(entry)))
  const pruned = prune(merged, { before, now, others }, schema) as Resource
  const { merged: kept, first } = keepEmptied(pruned, desired, schema)
  const all = withDefaults(kept, schema) as Resource
  return first === undefined ? { merged: all } : { merged: all, first }
}
