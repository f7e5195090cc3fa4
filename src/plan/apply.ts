/** From how a folder compares with a cluster to the steps that bring the cluster there. */
import { refKey } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'
import type { ObjectState } from '../model/sync.ts'
import { applyRank } from './order.ts'

const differs = ({ state }: ObjectState): boolean => state === 'Drifted' || state === 'OnlyInFolder'

/** Only what differs is applied; each object is a subject of its own, so that none waits for another's failure. */
export const planApply = (states: readonly ObjectState[], force: boolean): Plan => {
  const stages = new Map<number, Step[]>()
  for (const object of states) {
    if (object.desired === undefined || !differs(object)) continue
    const rank = applyRank(object.ref.kind)
    const { ref, desired: resource, first } = object
    const step: Step = {
      do: 'apply',
      resource,
      ...(first === undefined ? {} : { first }),
      force,
      subject: refKey(ref),
    }
    const stage = stages.get(rank)
    if (stage === undefined) stages.set(rank, [step])
    else stage.push(step)
  }
  return { stages: [...stages].sort(([a], [b]) => a - b).map(([, steps]) => steps) }
}
