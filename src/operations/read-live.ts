/** What of the cluster a folder's objects are compared with: one LIST per kind and namespace. */
import type { Cluster } from '../model/cluster.ts'
import { type ClusterError, isClusterError } from '../model/cluster-error.ts'
import { kindKey } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { type Resource, refKey, refOf } from '../model/resource.ts'

export interface Live {
  /** By refKey; others of the same kinds and places are among them. */
  readonly objects: ReadonlyMap<string, Resource>
  /** By refKey, the desired ones of which nothing can be known: their kind is not served, or may not be read. */
  readonly unseen: ReadonlyMap<string, ClusterError>
}

/** Throws a ClusterError where it is not about the kind alone. */
export const readLive = async (cluster: Cluster, desired: readonly Resource[]): Promise<Live> => {
  const objects = new Map<string, Resource>()
  const unseen = new Map<string, ClusterError>()
  const see = (object: Resource): void => {
    objects.set(refKey(refOf(object)), object)
  }
  /** Where not all may be listed, one may still be read by its name: a Namespace by who works in it. */
  const look = async (resource: Resource, notListed: ClusterError): Promise<void> => {
    const ref = refOf(resource)
    try {
      const object = await cluster.get(ref)
      if (object !== undefined) see(object)
    } catch (error) {
      if (!isClusterError(error, 'forbidden')) throw error
      unseen.set(refKey(ref), notListed)
    }
  }
  const places = Map.groupBy(desired, (one) => `${kindKey(one)} ${one.metadata.namespace ?? ''}`)
  await Promise.all(
    [...places.values()].map(async (own) => {
      const [first] = own
      if (first === undefined) return
      const { apiVersion, kind, metadata } = first
      try {
        const { namespace } = metadata
        for (const object of await cluster.list({ apiVersion, kind }, { namespace })) see(object)
      } catch (error) {
        if (isClusterError(error, 'kind-not-served'))
          for (const resource of own) unseen.set(refKey(refOf(resource)), error)
        else if (isClusterError(error, 'forbidden')) await mapSome(own, (resource) => look(resource, error))
        else throw error
      }
    }),
  )
  return { objects, unseen }
}
