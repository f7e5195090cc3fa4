/** In which namespace each object is: only the cluster knows which kinds have none. */
import type { Cluster, KindRef } from '../model/cluster.ts'
import { kindKey, kindOf } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { groupOf, type Resource } from '../model/resource.ts'

/** Of a kind that nobody serves, true: whoever needs it asks the cluster next, and hears that. */
export const isNamespaced = async (cluster: Cluster, kind: KindRef): Promise<boolean> =>
  kindOf(groupOf(kind.apiVersion), kind.kind)?.namespaced ??
  (await cluster.resourceOf(kind))?.namespaced ??
  true

/**
 * In the same order, each with the namespace that it goes to; objects of kinds that have none lose theirs, as the API
 * server would have it. Else the same object would go by two names, here and where it is found in the cluster.
 */
export const placed = async (
  cluster: Cluster,
  resources: readonly Resource[],
  namespace: string,
): Promise<Resource[]> => {
  const kinds = new Map(resources.map((resource) => [kindKey(resource), resource]))
  const isOf = new Map(
    await mapSome([...kinds], async ([key, kind]) => [key, await isNamespaced(cluster, kind)] as const),
  )
  return resources.map((resource) => {
    const { namespace: own = namespace, ...metadata } = resource.metadata
    return isOf.get(kindKey(resource)) === false
      ? { ...resource, metadata }
      : { ...resource, metadata: { ...resource.metadata, namespace: own } }
  })
}
