/** What is to become of one object: of its document, or of a file that it does not have yet. */
import { UserError } from '../../errors.ts'
import { clearCredentials } from '../../model/credentials/clear.ts'
import { formatPath } from '../../model/document.ts'
import type { PullConflict, PulledObject, PullOutcome } from '../../model/pull.ts'
import { type Resource, type ResourceRef, refLabel } from '../../model/resource.ts'
import type { SyncState } from '../../model/sync.ts'
import { digestsOf, isAsAgreed, readDigests } from '../agreed.ts'
import type { Schema } from '../ssa/schema.ts'
import { join } from './join.ts'
import { asWritten } from './written.ts'

export interface Decision extends PulledObject {
  /** What the document is to have, where it changes, and a new one holds. */
  readonly value?: Resource
  /** The object as the cluster has it. */
  readonly live?: Resource
  /** Digests of what folder and cluster then agree on. */
  readonly agrees?: string
}

const place = ({ kind, namespace, name }: ResourceRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

/** A credential in plain text must not get into a folder that did not hold it. */
const exposed = (ref: ResourceRef, value: Resource, known?: Resource): UserError | undefined => {
  const held = new Set(clearCredentials(known).map(({ text }) => text))
  const found = clearCredentials(value).find(({ text }) => !held.has(text))
  if (found === undefined) return undefined
  const message = `${place(ref)} holds a credential in plain text at ${formatPath(found.path)}, so it is not taken into the folder`
  const hint =
    'put it into a Secret, refer to that from the object in the cluster, and pull again; then replace the credential, since it was written down'
  return new UserError('credential-in-cluster', message, { hint })
}

/** `known`: what they last agreed on, which is never so of a secret. `isExposed`: the cluster's can't be taken. */
const conflicting = (
  ref: ResourceRef,
  conflicts: readonly PullConflict[],
  { known, isExposed }: { readonly known: boolean; readonly isExposed: boolean },
): UserError => {
  const isBoth = known && conflicts.every(({ secret }) => secret !== true)
  const paths = conflicts.map(({ path }) => path).join(', ')
  const what = isBoth
    ? `both changed ${paths}`
    : `differ in ${paths}, and it is not known that only the cluster changed it`
  const message = `${place(ref)}: the folder and the cluster ${what}; the folder keeps its own`
  const clusters = isExposed
    ? 'the cluster has a credential in plain text, which is not taken into the folder: put it into a Secret'
    : `\`pull --force-conflicts ${refLabel(ref)}\` takes the cluster's`
  const hint = `${clusters}; \`apply --force-conflicts-of ${refLabel(ref)}\` takes the folder's`
  return new UserError('pull-conflict', message, { hint })
}

/** A file with something invalid in it is not edited: what it is to say is not known. */
export const faulty = (file: string): UserError =>
  new UserError('invalid-manifests', `${file} holds what is invalid, and is not edited`, {
    hint: '`kubectl agentgw validate` shows what; mend it and pull again',
  })

const plain = (ref: ResourceRef, state: SyncState | undefined, outcome: PullOutcome): Decision => ({
  ref,
  ...(state === undefined ? {} : { state }),
  outcome,
  changes: [],
  conflicts: [],
})

export const left = (ref: ResourceRef, state: SyncState | undefined, why: string): Decision => ({
  ...plain(ref, state, 'left'),
  why,
})

export const failed = (ref: ResourceRef, state: SyncState | undefined, error: UserError): Decision => ({
  ...plain(ref, state, 'failed'),
  error,
})

/** An object that no document holds. */
export const decideNew = (ref: ResourceRef, live: Resource, schema: Schema): Decision => {
  const value = asWritten(live, schema)
  const error = exposed(ref, value)
  if (error !== undefined) return failed(ref, 'OnlyInCluster', error)
  const agrees = digestsOf(live, schema)
  return {
    ...plain(ref, 'OnlyInCluster', 'created'),
    changes: [{ op: 'add', path: '', to: value }],
    value,
    live,
    ...(agrees === undefined ? {} : { agrees }),
  }
}

export interface HeldFacts {
  readonly ref: ResourceRef
  readonly file: string
  /** As the file has it. */
  readonly folder: Resource
  /** The same with its defaults, as it would be applied. */
  readonly filled: Resource
  /** Of the whole object (rootSchema). */
  readonly schema: Schema
  /** Digests of what folder and cluster last agreed on. */
  readonly agreed: string | undefined
  readonly force: boolean
}

/** An object that a document holds and that stands in the cluster. */
export const decideHeld = (
  { ref, file, folder, filled, schema, agreed, force }: HeldFacts,
  live: Resource,
  additions: boolean,
): Decision => {
  const base = agreed === undefined ? undefined : readDigests(agreed)
  const { value, changes, conflicts, open, isSame } = join(
    { folder, filled, live, agreed: base },
    { schema, force, additions },
  )
  const credential = changes.length === 0 ? undefined : exposed(ref, value, folder)
  if (credential !== undefined) return { ...failed(ref, 'Drifted', credential), file }
  const agrees = digestsOf(live, schema, open, base)
  const error =
    conflicts.length === 0
      ? undefined
      : conflicting(ref, conflicts, {
          known: base !== undefined,
          isExposed: exposed(ref, live, folder) !== undefined,
        })
  return {
    ref,
    state: isSame ? 'InSync' : 'Drifted',
    outcome: error !== undefined ? 'failed' : changes.length > 0 ? 'updated' : 'unchanged',
    changes,
    conflicts,
    file,
    live,
    ...(changes.length === 0 ? {} : { value }),
    ...(agrees === undefined ? {} : { agrees }),
    ...(error === undefined ? {} : { error }),
  }
}

/** An object that a document holds and that does not stand in the cluster. */
export const decideGone = (
  { ref, file, folder, filled, schema, agreed, force }: HeldFacts,
  prune: boolean,
): Decision => {
  const stays = { ...plain(ref, 'OnlyInFolder', 'gone'), file }
  if (agreed === undefined) return { ...stays, why: 'this folder has not seen it in the cluster' }
  if (!prune) return { ...stays, why: 'it is gone from the cluster; --prune takes it out of the folder' }
  if (!force && !isAsAgreed(filled, readDigests(agreed), schema)) {
    const message = `${place(ref)} is gone from the cluster, and was changed in the folder since; it stays`
    const hint = `\`pull --prune --force-conflicts ${refLabel(ref)}\` takes it out, \`apply\` creates it again`
    return { ...stays, outcome: 'failed', error: new UserError('pull-conflict', message, { hint }) }
  }
  return { ...stays, outcome: 'pruned', changes: [{ op: 'remove', path: '', from: folder }] }
}
