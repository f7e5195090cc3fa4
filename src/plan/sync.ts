/** Compares what a folder holds with what a cluster has, object by object. */
import { PREFIX } from '../model/kinds.ts'
import { type Resource, refOf } from '../model/resource.ts'
import type { ObjectState } from '../model/sync.ts'
import { digestsOf, isAsAgreed, lastApplied, noted, noteOf, readDigests } from './agreed.ts'
import { diff } from './diff.ts'
import { applied } from './ssa/apply.ts'
import { builtInSchema } from './ssa/built-in/index.ts'
import { withDefaults } from './ssa/defaults.ts'
import { merge } from './ssa/merge.ts'
import { rootSchema, type Schema, UNKNOWN } from './ssa/schema.ts'
import { shapedAs } from './ssa/shaped.ts'

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
  const result = applied(asNoted(desired, live), live, root)
  if (result === undefined) return undefined
  const { merged, first } = result
  const object = compared(desired, live, merged, root, () => leavingOwn(desired, root))
  return first === undefined ? object : { ...object, first: { resource: first, ...leavingOwn(first, root) } }
}

/**
 * What applying an object leaves as the last applied, where that is not so already although nothing differs: somebody else changed
 * it, and the folder has followed. Left so, the folder's next change of the same field would look like a second hand's.
 */
export const renewed = (object: ObjectState, schema: Schema): ObjectState => {
  const { desired, live } = object
  const last = live && lastApplied(live)
  if (last === undefined || desired === undefined) return object
  const root = rootSchema(schema)
  const own = withDefaults(desired, root) as Resource
  const isSo = isAsAgreed(own, readDigests(last.digests), root)
  return isSo ? object : { ...object, ...leaving(own, root), renews: true }
}

/** In sync, where that can be said of a kind without a CRD. */
export const settled = (desired: Resource, live: Resource): ObjectState | undefined => {
  const schema = builtInSchema(desired)
  const state = compare(desired, live, schema)
  return state?.state === 'InSync' ? state : undefined
}

/** With the note that the object carries, which is no difference and must not look like one. */
export const asNoted = (desired: Resource, live: Resource): Resource => {
  const last = lastApplied(live)
  return noted(desired, last && noteOf(last))
}

/** Of a kind without a CRD: what is known here. */
const knownSchema = (desired: Resource): Schema => rootSchema(builtInSchema(desired) ?? UNKNOWN)

/** The folder's own fields as the API server fills them in; of kinds that are not known here all that it makes of the object. */
export const filledBy = (desired: Resource, merged: Resource): Resource => {
  const schema = builtInSchema(desired)
  if (schema === undefined) return merged
  const root = rootSchema(schema)
  return withDefaults(shapedAs(desired, merged, root), root) as Resource
}

/** The same where the API server said what applying would make of the object. */
export const compareWith = (desired: Resource, live: Resource, merged: Resource): ObjectState => {
  return compared(desired, live, merged, knownSchema(desired), () => leavingFilled(desired, merged))
}

/** The same where nobody can say it: the desired fields laid over the object. */
export const guess = (desired: Resource, live: Resource): ObjectState =>
  compareWith(desired, live, merge(live, desired, knownSchema(desired)) as Resource)

/** It does not stand there, and nothing is known of what applying leaves. */
export const onlyInFolder = (desired: Resource): ObjectState => ({
  ref: refOf(desired),
  state: 'OnlyInFolder',
  changes: [{ op: 'add', path: '', to: desired }],
  desired,
})

/** The same where the schema says all that the server does with a new object. */
export const missing = (desired: Resource, schema: Schema): ObjectState => ({
  ...onlyInFolder(desired),
  ...leavingOwn(desired, rootSchema(schema)),
})

/** The same where the API server said what applying would make of it. */
export const missingAs = (desired: Resource, merged: Resource): ObjectState => ({
  ...onlyInFolder(desired),
  ...leavingFilled(desired, merged),
})

const leaving = (own: Resource, root: Schema): Pick<ObjectState, 'leaves'> => {
  const leaves = digestsOf(own, root)
  return leaves === undefined ? {} : { leaves }
}

/** What others have in the object is theirs: only the folder's own fields are agreed on by an apply. */
export const leavingOwn = (resource: Resource, root: Schema): Pick<ObjectState, 'leaves'> =>
  leaving(withDefaults(resource, root) as Resource, root)

/** The same of a kind without a CRD, where the API server said what applying makes of the object. */
const leavingFilled = (desired: Resource, merged: Resource): Pick<ObjectState, 'leaves'> =>
  leaving(filledBy(desired, merged), knownSchema(desired))

/** `leaves` is asked only of what is written: most objects are in sync. */
const compared = (
  desired: Resource,
  live: Resource,
  merged: Resource,
  root: Schema,
  leaves: () => Pick<ObjectState, 'leaves'>,
): ObjectState => {
  const changes = merged === live ? [] : diff(live, merged, root)
  const object = { ref: refOf(desired), changes, desired, live, merged }
  return changes.length === 0 ? { ...object, state: 'InSync' } : { ...object, state: 'Drifted', ...leaves() }
}

/** The same for whoever takes the object over, which is a change even where nothing else is. `schema`: its CRD's. */
export const taken = (object: ObjectState, schema: Schema | undefined): ObjectState => {
  const { state, desired, live, merged } = object
  if (state !== 'InSync' || desired === undefined || live === undefined || merged === undefined) return object
  const [from, to] = [live, desired].map((one) => one.metadata.labels?.[FOLDER_LABEL])
  if (from === to) return object
  const op = from === undefined ? 'add' : 'replace'
  return {
    ...object,
    state: 'Drifted',
    changes: [{ op, path: `metadata.labels[${FOLDER_LABEL}]`, from, to }],
    ...(schema === undefined ? leavingFilled(desired, merged) : leavingOwn(desired, rootSchema(schema))),
  }
}

/** With the author of each change, by what the folder and the cluster agreed on. */
export const withAuthors = (object: ObjectState, agreed: string, schema: Schema | undefined): ObjectState => {
  const { live, merged } = object
  if (live === undefined || merged === undefined) return object
  const root = schema === undefined ? knownSchema(live) : rootSchema(schema)
  return { ...object, changes: diff(live, merged, root, readDigests(agreed)) }
}

/** Left alone: the kill switch holds it. */
export const revokedState = (desired: Resource, live: Resource | undefined): ObjectState => ({
  ref: refOf(desired),
  state: 'Revoked',
  changes: [],
  desired,
  ...(live === undefined ? {} : { live }),
})
