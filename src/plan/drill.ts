/**
 * Plans a drill of the kill switch: what a revocation would do first, recorded as it would, so that whatever cuts the
 * drill off, `restore` finds what is left of it. The denials have names of their own: a real revocation of the same thing
 * that comes between keeps its own.
 */
import { DRILL_LABEL } from '../model/deny.ts'
import { isRoute } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import { type Named, type RevocationHead, targetKey } from '../model/revocation.ts'
import { EVERYTHING, type Step } from '../model/step.ts'
import type { Target } from './revoke.ts'
import { wantedDenials } from './revoke-denials.ts'
import { lockSteps } from './revoke-locks.ts'

export interface DrillInput {
  readonly head: RevocationHead
  /** As a revocation would choose them, with the routes that lead only there. */
  readonly targets: readonly Target[]
  /** What stands, by refKey. */
  readonly live: ReadonlyMap<string, Resource>
  /** False where the cluster does not know the policies that deny. */
  readonly deniable: boolean
  readonly lock: boolean
}

export interface DrillPlan {
  /** What is denied for a moment, as a revocation would name it. */
  readonly drilled: readonly Target[]
  /** What a revocation would delete without being able to deny it first. */
  readonly undeniable: readonly ResourceRef[]
  readonly record: readonly Step[]
  readonly deny: readonly Step[]
  readonly lock: readonly Step[]
  /** What ends it, for a preview: it is planned anew from what stands then. */
  readonly unlock: readonly Step[]
  readonly undeny: readonly Step[]
}

/** A target as its drill is recorded. */
export const drillOf = <T extends Named>(target: T): T => ({
  ...target,
  part: { ...target.part, drill: true },
})

const labelled = (policy: Resource): Resource => ({
  ...policy,
  metadata: { ...policy.metadata, labels: { ...policy.metadata.labels, [DRILL_LABEL]: 'true' } },
})

export const planDrill = ({ head, targets, live, deniable, lock }: DrillInput): DrillPlan => {
  const denials = wantedDenials({
    targets: targets.map((target) => (isRoute(target.ref.kind) ? target : drillOf(target))),
    live: deniable ? live : new Map(),
    idOf: () => head.id,
    wholeGateways: false,
  }).map(({ of, policy }) => ({ of, policy: labelled(policy) }))
  const byTarget = Map.groupBy(denials, ({ of }) => targetKey(of))
  const policiesOf = (target: Target): Resource[] =>
    (byTarget.get(targetKey(drillOf(target))) ?? []).map(({ policy }) => policy)

  const drilled = targets.filter((target) => policiesOf(target).length > 0)
  const stored = drilled.flatMap((target) => {
    const [first] = policiesOf(target)
    return first === undefined ? [] : [{ ...drillOf(target), phase: 'recorded' as const, stored: first }]
  })
  const byKey = new Map(denials.map(({ policy }) => [refKey(refOf(policy)), policy]))
  const held = drilled.map((target) => ({
    named: drillOf(target),
    denials: policiesOf(target).map((policy) => refOf(policy)),
  }))
  const locks = lock
    ? lockSteps(
        held,
        () => head,
        new Map(),
        (key) => byKey.get(key),
      )
    : []
  return {
    drilled,
    undeniable: targets.flatMap((target) =>
      drilled.includes(target) || (isRoute(target.ref.kind) && drilled.length > 0) ? [] : [target.ref],
    ),
    record:
      stored.length === 0
        ? []
        : [{ do: 'record-in-cluster', subject: EVERYTHING, record: { ...head, targets: stored } }],
    deny: [...byKey].map(([key, resource]) => ({ do: 'deny', subject: key, resource })),
    lock: locks,
    unlock: locks.flatMap((step): Step[] => {
      if (step.do !== 'lock') return []
      const { subject, namespace, objects } = step
      return [{ do: 'unlock', subject, namespace, refs: step.locks.map(({ ref }) => ref), objects }]
    }),
    undeny: [...byKey].map(([key, policy]) => ({
      do: 'delete',
      subject: key,
      ref: refOf(policy),
      seen: policy,
    })),
  }
}
