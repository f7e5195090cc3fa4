/**
 * Plans a restoration: locks off, backends before the routes that lead to them, then the documents of the folder, and
 * last the denials. What stands there already is compared, and never overwritten unless the user says so.
 */
import type { FileEdit } from '../model/file-edit.ts'
import { isRoute } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import type { Named } from '../model/revocation.ts'
import { halfRestored, isLeaving, sameObject } from '../model/same-object.ts'
import type { Plan, Step } from '../model/step.ts'
import { gatewaysOf } from './revoke-denials.ts'

/** What the cluster's records stored of a target; of a part, and of what only the folder held, there is none. */
export interface ToRestore extends Named {
  readonly object?: Resource
}

export interface RestoreInput {
  readonly targets: readonly ToRestore[]
  readonly live: ReadonlyMap<string, Resource>
  /** The policies that stand and deny a target, or a Gateway. */
  readonly denialsOf: (named: Named) => readonly Resource[]
  readonly isLocked: (ref: ResourceRef) => boolean
  /** The locks on policies that would deny a target, whether those stand or not. */
  readonly lockedDenialsOf?: (named: Named) => readonly ResourceRef[]
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

/** One step a namespace. */
const unlockSteps = (refs: readonly ResourceRef[], objects: ReadonlyMap<string, Resource>): Step[] =>
  [...Map.groupBy(refs, ({ namespace = '' }) => namespace)].map(([namespace, own]) => ({
    do: 'unlock',
    subject: `lock ${namespace}`,
    namespace,
    refs: own,
    objects: own.flatMap((ref) => objects.get(refKey(ref)) ?? []),
  }))

/** A controller writes a policy's status at any time, and that must not keep the policy. */
const deleteDenial = (policy: Resource, subject: string): Step => {
  const { resourceVersion: _, ...metadata } = policy.metadata
  return { do: 'delete', subject, ref: refOf(policy), seen: { ...policy, metadata } }
}

export const planRestore = (input: RestoreInput): RestorePlan => {
  const { targets, live, denialsOf, isLocked, lockedDenialsOf = () => [], edits, force } = input
  const conflicts: ResourceRef[] = []
  const leaving: ResourceRef[] = []
  const creates: { ref: ResourceRef; step: Step }[] = []
  const coming: ToRestore[] = []
  for (const target of targets) {
    const { ref, object } = target
    const key = refKey(ref)
    const there = live.get(key)
    const again = (resource: Resource, over?: Resource): void => {
      creates.push({ ref, step: { do: 'recreate', subject: key, resource, ...(over ? { over } : {}) } })
    }
    if (target.part !== undefined || object === undefined) coming.push(target)
    else if (there === undefined) {
      again(object)
      coming.push(target)
    } else if (isLeaving(there)) leaving.push(ref)
    else if (sameObject(there, object)) {
      if (halfRestored(there)) again(object, there)
      coming.push(target)
    } else if (force) {
      again(object, there)
      coming.push(target)
    } else conflicts.push(ref)
  }

  const denials = new Map<string, { policy: Resource; subject: string }>()
  const locked = new Map<string, ResourceRef>()
  for (const { ref, part, object } of coming) {
    const named: Named[] = [{ ref, ...(part && { part }) }]
    // What was denied with everything else that came through its Gateway comes through there again.
    if (object !== undefined && isRoute(ref.kind))
      named.push(...gatewaysOf(object).map((gateway) => ({ ref: gateway })))
    const policies = named.flatMap(denialsOf)
    for (const policy of policies) denials.set(refKey(refOf(policy)), { policy, subject: refKey(ref) })
    const held = [...(part === undefined ? [ref] : []), ...policies.map((policy) => refOf(policy))]
    for (const one of [...held.filter(isLocked), ...named.flatMap(lockedDenialsOf)])
      locked.set(refKey(one), one)
  }
  // What is created or deleted next, by which it can be seen that the lock is gone.
  const objects = new Map([
    ...coming.flatMap(({ ref, object }) => (object ? [[refKey(ref), object] as const] : [])),
    ...[...denials].map(([key, { policy }]) => [key, policy] as const),
  ])

  const of = (routes: boolean): Step[] =>
    creates.filter(({ ref }) => isRoute(ref.kind) === routes).map(({ step }) => step)
  const files = edits.map((edit): Step => ({ do: 'edit-file', subject: edit.path, edit }))
  const undeny = [...denials.values()].map(({ policy, subject }) => deleteDenial(policy, subject))
  return {
    plan: {
      stages: [unlockSteps([...locked.values()], objects), of(false), of(true), files, undeny].filter(
        (stage) => stage.length > 0,
      ),
    },
    conflicts,
    leaving,
  }
}
