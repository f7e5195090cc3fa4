/** What of the cluster a folder's objects are compared with: a LIST per kind and namespace, or where these are many, per kind. */
import type { Cluster, KindRef } from '../model/cluster.ts'
import { type ClusterError, isClusterError } from '../model/cluster-error.ts'
import { kindKey } from '../model/kinds.ts'
import { mapSome } from '../model/map-some.ts'
import { type Resource, refKey, refOf } from '../model/resource.ts'
import { FOLDER_LABEL } from '../plan/sync.ts'

export interface Live {
  /** By refKey; others of the same kinds and places are among them. */
  readonly objects: ReadonlyMap<string, Resource>
  /** By refKey, the desired ones of which nothing can be known: their kind is not served, or may not be read. */
  readonly unseen: ReadonlyMap<string, ClusterError>
}

export interface LiveOptions {
  /** The folder's name. */
  readonly folder: string
  /** Asks nothing of other namespaces: for a cluster that goes on watching each list that was asked for. */
  readonly byNamespace: boolean
}

/** A kind in more namespaces than these is first looked for by the folder's label, in all of them at once. */
const FEW = 2

/** Those that carry the folder's label; none where they may not be looked for everywhere. */
const labelled = async (cluster: Cluster, kind: KindRef, folder: string): Promise<Resource[]> => {
  try {
    return await cluster.list(kind, { selector: `${FOLDER_LABEL}=${folder}` })
  } catch (error) {
    if (isClusterError(error, 'forbidden') || isClusterError(error, 'kind-not-served')) return []
    throw error
  }
}

/** Throws a ClusterError where it is not about the kind alone. */
export const readLive = async (
  cluster: Cluster,
  desired: readonly Resource[],
  { folder, byNamespace }: LiveOptions,
): Promise<Live> => {
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
  const readPlace = async (kind: KindRef, namespace: string | undefined, own: readonly Resource[]) => {
    try {
      for (const object of await cluster.list(kind, { namespace })) see(object)
    } catch (error) {
      if (isClusterError(error, 'kind-not-served'))
        for (const resource of own) unseen.set(refKey(refOf(resource)), error)
      else if (isClusterError(error, 'forbidden')) await mapSome(own, (resource) => look(resource, error))
      else throw error
    }
  }
  await Promise.all(
    [...Map.groupBy(desired, kindKey).values()].map(async (all) => {
      const [first] = all
      if (first === undefined) return
      const kind = { apiVersion: first.apiVersion, kind: first.kind }
      const places = [...Map.groupBy(all, ({ metadata }) => metadata.namespace)]
      if (!byNamespace && places.length > FEW) (await labelled(cluster, kind, folder)).forEach(see)
      const isMissed = (resource: Resource): boolean => !objects.has(refKey(refOf(resource)))
      const left = places.filter(([, own]) => own.some(isMissed))
      await Promise.all(left.map(([namespace, own]) => readPlace(kind, namespace, own)))
    }),
  )
  return { objects, unseen }
}
