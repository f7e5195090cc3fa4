/** Which field managers wrote a place of an object, by its managedFields. */
import { isByHand } from '../model/by-hand.ts'
import { FIELD_MANAGER } from '../model/kinds.ts'
import type { ManagedFieldsEntry, Resource } from '../model/resource.ts'
import type { Change, Writer } from '../model/sync.ts'
import { type FieldSet, parseFieldSet } from './ssa/field-set.ts'

/** Other subresources than status write the object itself, as `scale` does its replicas. */
const isOfObject = ({ subresource }: ManagedFieldsEntry): boolean => subresource !== 'status'

const writer = ({ manager = 'unknown', time }: ManagedFieldsEntry): Writer => ({
  manager,
  ...(time === undefined ? {} : { time }),
})

const isOurs = ({ manager }: Pick<ManagedFieldsEntry, 'manager'>): boolean => manager === FIELD_MANAGER

/** What this program applied, the one operation by which it owns what it writes. */
export const isOwnApply = (entry: ManagedFieldsEntry): boolean => isOurs(entry) && entry.operation === 'Apply'

/** Times are of whole seconds: of those within the same one others are taken for the later. */
const byTime = (a: ManagedFieldsEntry, b: ManagedFieldsEntry): number =>
  Date.parse(b.time ?? '') - Date.parse(a.time ?? '') || Number(isOurs(a)) - Number(isOurs(b))

/** Whoever wrote the object last, its status apart. */
export const lastWriter = ({ metadata: { managedFields = [] } }: Resource): Writer | undefined => {
  const [last] = managedFields.filter(isOfObject).toSorted(byTime)
  return last && writer(last)
}

/** `place`: as managedFields name it, element by element. */
export const holdsField = ({ fieldsV1 = {} }: ManagedFieldsEntry, place: readonly string[]): boolean => {
  let set: FieldSet | undefined = parseFieldSet(fieldsV1)
  for (const element of place) {
    set = set.below.get(element)
    if (set === undefined) return false
  }
  return true
}

/** Whoever owns the field, the last to write first; a field that somebody took away has no owner any more. */
export const ownersOfField = (live: Resource, place: readonly string[]): Writer[] =>
  (live.metadata.managedFields ?? [])
    .filter((entry) => isOfObject(entry) && holdsField(entry, place))
    .toSorted(byTime)
    .map(writer)

/** When a manager last wrote the object. */
export const lastWriteOf = (live: Resource, manager: string): string | undefined =>
  (live.metadata.managedFields ?? []).filter((entry) => entry.manager === manager).toSorted(byTime)[0]?.time

/**
 * Who wrote what the cluster has at the place of a change; of what was taken away, and of what nobody owns, the last
 * to write the object. Where that was this program nobody is named: it owns what it wrote, and others may leave no trace.
 */
export const writerOf = (live: Resource, { op, field = [] }: Change): Writer | undefined => {
  const [owner] = op === 'add' || field.length === 0 ? [] : ownersOfField(live, field)
  if (owner !== undefined) return owner
  const last = lastWriter(live)
  return last === undefined || isOurs(last) ? undefined : last
}

/** Whether somebody edited it with kubectl, and nobody but they and this program owns it. */
export const isByHandAlone = (live: Resource, place: readonly string[]): boolean => {
  const owners = (live.metadata.managedFields ?? []).filter(
    (entry) => isOfObject(entry) && holdsField(entry, place),
  )
  return owners.some(isByHand) && owners.every((entry) => isOurs(entry) || isByHand(entry))
}

const REPLICAS = ['f:spec', 'f:replicas']

/** Whoever edited the object by hand since this program last applied it. */
export const editedSinceApplied = (live: Resource): Writer | undefined => {
  const entries = (live.metadata.managedFields ?? []).filter(isOfObject)
  const ours = entries.find(isOwnApply)
  const applied = Date.parse(ours?.time ?? '')
  // Times are of whole seconds: within the same one it is not known who came last. The API server gives none to what scales: that came last
  // where the replicas are not this program's any more.
  const isSince = ({ time }: ManagedFieldsEntry): boolean =>
    time === undefined ? ours !== undefined && !holdsField(ours, REPLICAS) : Date.parse(time) >= applied
  const edit = entries.find((entry) => isByHand(entry) && isSince(entry))
  return edit && writer(edit)
}
