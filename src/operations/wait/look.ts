/** One look at everything that is waited for: one LIST per kind and namespace. */
import type { Cluster } from '../../model/cluster.ts'
import { ClusterError } from '../../model/cluster-error.ts'
import { mapSome } from '../../model/map-some.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'

export interface Look {
  /** By refKey. */
  readonly seen: ReadonlyMap<string, Resource>
  /** Of what could not be looked at, by refKey. */
  readonly errors: ReadonlyMap<string, ClusterError>
}

const placeOf = ({ apiVersion, kind, namespace }: ResourceRef): string =>
  `${apiVersion} ${kind} ${namespace ?? ''}`

export const look = async (cluster: Cluster, refs: readonly ResourceRef[]): Promise<Look> => {
  const seen = new Map<string, Resource>()
  const errors = new Map<string, ClusterError>()
  await mapSome([...Map.groupBy(refs, placeOf).values()], async (there) => {
    const [first] = there
    if (first === undefined) return
    const { apiVersion, kind, namespace } = first
    try {
      for (const object of await cluster.list({ apiVersion, kind }, { namespace }))
        seen.set(refKey(refOf(object)), object)
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error
      for (const ref of there) errors.set(refKey(ref), error)
    }
  })
  return { seen, errors }
}
