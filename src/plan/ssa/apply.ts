/**
 * What a server-side apply would make of an object, worked out without asking the server: so a folder of any size
 * is compared with a cluster at the price of one LIST per kind. test/cluster/ holds it to the real API server.
 */
import { FIELD_MANAGER } from '../../model/kinds.ts'
import type { ManagedFieldsEntry, Resource } from '../../model/resource.ts'
import { type FieldSet, NONE, parseFieldSet, union } from './field-set.ts'
import { fieldsOf } from './fields-of.ts'
import { claims } from './claims.ts'
import { isHeld } from './held.ts'
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
  /** `live` itself where nothing changes. */
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
  const managers = live?.metadata.managedFields ?? []
  const ours = managers.filter(isOurs)
  const isAllKept = ours.every(({ fieldsV1 = {} }) => claims(desired, fieldsV1, schema))
  if (isAllKept && live !== undefined && isHeld(desired, live, schema)) return { merged: live }
  const merged = merge(live, desired, schema)
  if (isAllKept) return { merged: withDefaults(merged, schema) as Resource }
  if (managers.some(({ apiVersion }) => apiVersion !== desired.apiVersion)) return undefined
  const owners = {
    before: fieldsIn(ours),
    now: fieldsOf(desired, schema),
    others: fieldsIn(managers.filter((entry) => !isOurs(entry))),
  }
  const pruned = prune(merged, owners, schema) as Resource
  const { merged: kept, first } = keepEmptied(pruned, desired, schema)
  const all = withDefaults(kept, schema) as Resource
  return first === undefined ? { merged: all } : { merged: all, first }
}
