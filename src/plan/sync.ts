/** Compares what a folder holds with what a cluster has, object by object. */
import { PREFIX } from '../model/kinds.ts'
import { type Resource, refOf } from '../model/resource.ts'
import type { ObjectState } from '../model/sync.ts'
import { diff } from './diff.ts'
import { applied } from './ssa/apply.ts'
import { merge } from './ssa/merge.ts'
import { rootSchema, type Schema, UNKNOWN } from './ssa/schema.ts'

/** Says which folder an object belongs to. */
export const FOLDER_LABEL = `${PREFIX}/folder`

/** The name of the other folder that a live object belongs to, where it does. */
export const otherFolder = (live: Resource, folder: string): string | undefined => {
  const owner = live.metadata.labels?.[FOLDER_LABEL]
  return owner === folder ? undefined : owner
}

/** The object as it is applied: marked as the folder's. */
export const owned = (resource: Resource, folder: string): Resource => ({
  ...resource,
  metadata: { ...resource.metadata, labels: { ...resource.metadata.labels, [FOLDER_LABEL]: folder } },
})

/**
 * Where an object is that stands in the cluster. `schema` is its kind's, as the CRD of the cluster serves it. Undefined where only the
 * API server can tell: for kinds without a CRD, and where managers speak of the object in several versions.
 */
export const compare = (
  desired: Resource,
  live: Resource,
  schema: Schema | undefined,
): ObjectState | undefined => {
  if (schema === undefined) return undefined
  const root = rootSchema(schema)
  const result = applied(desired, live, root)
  if (result === undefined) return undefined
  const { merged, first } = result
  return { ...compared(desired, live, merged, root), ...(first === undefined ? {} : { first }) }
}

/** The same where the API server said what applying would make of the object. */
export const compareWith = (desired: Resource, live: Resource, merged: Resource): ObjectState =>
  compared(desired, live, merged, rootSchema(UNKNOWN))

/** The same where nobody can say it: the desired fields laid over the object. */
export const guess = (desired: Resource, live: Resource): ObjectState =>
  compareWith(desired, live, merge(live, desired, rootSchema(UNKNOWN)) as Resource)

/** It does not stand there. */
export const missing = (desired: Resource): ObjectState => ({
  ref: refOf(desired),
  state: 'OnlyInFolder',
  changes: [{ op: 'add', path: '', to: desired }],
  desired,
})

const compared = (desired: Resource, live: Resource, merged: Resource, schema: Schema): ObjectState => {
  const changes = diff(live, merged, schema)
  const state = changes.length === 0 ? 'InSync' : 'Drifted'
  return { ref: refOf(desired), state, changes, desired, live, merged }
}

/** Left alone: the kill switch holds it. */
export const revokedState = (desired: Resource, live: Resource | undefined): ObjectState => ({
  ref: refOf(desired),
  state: 'Revoked',
  changes: [],
  desired,
  ...(live === undefined ? {} : { live }),
})
