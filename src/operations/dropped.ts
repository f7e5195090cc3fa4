/** Looks in the cluster for what this copy of a folder once held and does not hold any more, though it never became the folder's. */
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { kindKey } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { type ResourceRef, refKey, refOf } from '../model/resource.ts'
import type { ObjectState } from '../model/sync.ts'
import { dropped } from '../plan/left-over.ts'

/** One LIST per kind and namespace of `refs`. What may not be listed is not told. Throws a ClusterError where the cluster does not answer. */
export const findDropped = async (cluster: Cluster, refs: readonly ResourceRef[]): Promise<ObjectState[]> => {
  const wanted = new Set(refs.map(refKey))
  const places = Map.groupBy(refs, (ref) => `${kindKey(ref)} ${ref.namespace ?? ''}`)
  const found = await mapSome([...places.values()], async ([first]) => {
    if (first === undefined) return []
    const { apiVersion, kind, namespace } = first
    try {
      return await cluster.list({ apiVersion, kind }, { namespace })
    } catch (error) {
      if (isClusterError(error, 'kind-not-served') || isClusterError(error, 'forbidden')) return []
      throw error
    }
  })
  return found
    .flat()
    .filter((live) => wanted.has(refKey(refOf(live))))
    .flatMap((live) => dropped(live) ?? [])
}
