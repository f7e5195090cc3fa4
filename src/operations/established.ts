/** Waits until the API server serves the kind of a CRD. */
import { UserError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Cluster } from '../model/cluster.ts'
import { type Resource, type ResourceRef, refLabel } from '../model/resource.ts'

interface Condition {
  readonly type: string
  readonly status: string
  readonly message?: string
}

const WITHIN = 30_000
const EVERY = 100

const conditionsOf = (crd: Resource | undefined): readonly Condition[] =>
  (crd?.['status'] as { conditions?: readonly Condition[] } | undefined)?.conditions ?? []

/** Throws `not-established` after 30 s, and at once where another CRD has the names. */
export const established = async (
  cluster: Cluster,
  ref: ResourceRef,
  clock: Clock,
  signal?: AbortSignal,
): Promise<void> => {
  const deadline = clock.now() + WITHIN
  for (;;) {
    const conditions = conditionsOf(await cluster.get(ref))
    const holds = (type: string, status: string): Condition | undefined =>
      conditions.find((condition) => condition.type === type && condition.status === status)
    if (holds('Established', 'True')) return
    const refused = holds('NamesAccepted', 'False')
    if (refused !== undefined || clock.now() > deadline) {
      const why = refused?.message ?? holds('Established', 'False')?.message ?? 'the API server says nothing'
      throw new UserError('not-established', `the kind of ${refLabel(ref)} is not served: ${why}`, {
        hint: `kubectl describe ${refLabel(ref)}`,
      })
    }
    await clock.sleep(EVERY, signal)
  }
}
