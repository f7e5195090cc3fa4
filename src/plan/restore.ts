/**
 * Plans a restoration: backends before the routes that lead to them, then the documents of the folder.
 * What stands there already is compared, and never overwritten unless the user says so.
 */
import type { FileEdit } from '../model/file-edit.ts'
import { isRoute } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'
import { halfRestored, isLeaving, sameObject } from '../model/same-object.ts'

export interface RestoreInput {
  /** What the cluster's records stored of the targets. */
  readonly stored: readonly { readonly ref: ResourceRef; readonly object: Resource }[]
  readonly live: ReadonlyMap<string, Resource>
  /** What putting the documents back makes of the files. */
  readonly edits: readonly FileEdit[]
  readonly force: boolean
}

export interface RestorePlan {
  readonly plan: Plan
  /** What stands in the cluster in another form than it was stored, and so stays as it is. */
  readonly conflicts: readonly ResourceRef[]
  /** What is being deleted, and must be gone before it can come back. */
  readonly leaving: readonly ResourceRef[]
}

export const planRestore = ({ stored, live, edits, force }: RestoreInput): RestorePlan => {
  const conflicts: ResourceRef[] = []
  const leaving: ResourceRef[] = []
  const creates: { ref: ResourceRef; step: Step }[] = []
  for (const { ref, object } of stored) {
    const key = refKey(ref)
    const there = live.get(key)
    const again = (over?: Resource): void => {
      creates.push({
        ref,
        step: { do: 'recreate', subject: key, resource: object, ...(over ? { over } : {}) },
      })
    }
    if (there === undefined) again()
    else if (isLeaving(there)) leaving.push(ref)
    else if (sameObject(there, object)) {
      if (halfRestored(there)) again(there)
    } else if (force) again(there)
    else conflicts.push(ref)
  }
  const of = (routes: boolean): Step[] =>
    creates.filter(({ ref }) => isRoute(ref.kind) === routes).map(({ step }) => step)
  const files = edits.map((edit): Step => ({ do: 'edit-file', subject: edit.path, edit }))
  return {
    plan: { stages: [of(false), of(true), files].filter((stage) => stage.length > 0) },
    conflicts,
    leaving,
  }
}
