/** What stands in the cluster of what can be revoked, and what the cluster records as revoked. */
import { readClusterJournal } from '../../apply/cluster-journal.ts'
import type { Cluster } from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { isRoute, type Kind } from '../../model/kinds.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import type { ClusterRecord } from '../../model/revocation.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'

export interface ClusterSide {
  readonly live: ReadonlyMap<string, Resource>
  readonly records: readonly ClusterRecord[]
  /** Kinds that this user may not look at. */
  readonly unseen: readonly { readonly kind: Kind; readonly error: ClusterError }[]
}

/** A backend's routes can stand in any namespace; who may not look there sees those of the own one. */
const listKind = async (cluster: Cluster, kind: Kind, namespace: string): Promise<Resource[]> => {
  if (!isRoute(kind.kind)) return cluster.list(kind, { namespace })
  try {
    return await cluster.list(kind)
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return cluster.list(kind, { namespace })
  }
}

type Listed = { readonly items: readonly Resource[] } | { readonly kind: Kind; readonly error: ClusterError }

const lookAt = async (cluster: Cluster, kind: Kind, namespace: string): Promise<Listed> => {
  try {
    return { items: await listKind(cluster, kind, namespace) }
  } catch (error) {
    if (isClusterError(error, 'kind-not-served')) return { items: [] }
    // The API server refuses before it says that it does not know the kind.
    if (isClusterError(error, 'forbidden'))
      return (await cluster.serves(kind)) ? { kind, error } : { items: [] }
    throw error
  }
}

export const readClusterSide = async (cluster: Cluster, namespace: string): Promise<ClusterSide> => {
  const [records, ...listed] = await Promise.all([
    readClusterJournal(cluster),
    ...REVOCABLE.map((kind) => lookAt(cluster, kind, namespace)),
  ])
  const objects = listed.flatMap((one) => ('items' in one ? one.items : []))
  return {
    records,
    live: new Map(objects.map((object) => [refKey(refOf(object)), object])),
    unseen: listed.filter((one) => 'error' in one),
  }
}
