/** From how a folder compares with a cluster to the steps that bring the cluster there. */
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'
import type { ObjectState } from '../model/sync.ts'
import { noted, noteOf } from './agreed.ts'
import { applyRank } from './order.ts'

/** Whether an apply writes it. */
export const isWritten = ({ state, renews }: ObjectState): boolean =>
  state === 'Drifted' || state === 'OnlyInFolder' || renews === true

export interface ApplyPlanOptions {
  /** Of which objects to take what others own. */
  readonly force: (ref: ResourceRef) => boolean
  /** The Git commit that the folder is at. */
  readonly commit: string | undefined
}

/** Only what differs is written; each object is a subject of its own, so that none waits for another's failure. */
export const planApply = (states: readonly ObjectState[], { force, commit }: ApplyPlanOptions): Plan => {
  const stages = new Map<number, Step[]>()
  for (const object of states) {
    if (object.desired === undefined || !isWritten(object)) continue
    const rank = applyRank(object.ref.kind)
    const { ref, desired, first, leaves, live, drops } = object
    const noting = (resource: Resource, digests: string | undefined): Resource =>
      noted(resource, digests === undefined ? undefined : noteOf({ commit, digests }))
    const step: Step = {
      do: 'apply',
      resource: noting(desired, leaves),
      ...(first === undefined ? {} : { first: noting(first.resource, first.leaves) }),
      ...(live === undefined ? {} : { seen: live, changing: object.changes.map(({ path }) => path) }),
      ...(drops === undefined ? {} : { drops }),
      ...(object.changes.every(({ by }) => by === 'folder') ? { isOurs: true } : {}),
      force: force(ref),
      subject: refKey(ref),
    }
    const stage = stages.get(rank)
    if (stage === undefined) stages.set(rank, [step])
    else stage.push(step)
  }
  return { stages: [...stages].sort(([a], [b]) => a - b).map(([, steps]) => steps) }
}

/** The reverse order, and exactly what was seen. */
export const planPrune = (states: readonly ObjectState[]): Plan => {
  const going = states.filter(({ state, kept }) => state === 'OnlyInCluster' && kept === undefined)
  const ranks = new Set(going.map(({ ref }) => applyRank(ref.kind)))
  return {
    stages: [...ranks]
      .sort((a, b) => b - a)
      .map((rank) =>
        going.flatMap(({ ref, live }): Step[] =>
          live === undefined || applyRank(ref.kind) !== rank
            ? []
            : [{ do: 'delete', ref, seen: live, subject: refKey(ref) }],
        ),
      ),
  }
}
