/** What stands in the cluster of what can be revoked, and what the cluster records as revoked. */
import { readClusterJournal } from '../../apply/cluster-journal.ts'
import type { Cluster } from '../../model/cluster.ts'
import { ClusterError } from '../../model/cluster-error.ts'
import { isRoute, type Kind } from '../../model/kinds.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import type { ClusterRecord } from '../../model/revocation.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'

export interface ClusterSide {
  readonly live: ReadonlyMap<string, Resource>
  readonly records: readonly ClusterRecord[]
}

const isCode = (error: unknown, code: string): boolean => error instanceof ClusterError && error.code === code

/** A backend's routes can stand in any namespace; who may not look there sees those of the own one. */
const listKind = async (cluster: Cluster, kind: Kind, namespace: string): Promise<Resource[]> => {
  try {
    if (!isRoute(kind.kind)) return await cluster.list(kind, { namespace })
    try {
      return await cluster.list(kind)
    } catch (error) {
      if (!isCode(error, 'forbidden')) throw error
      return await cluster.list(kind, { namespace })
    }
  } catch (error) {
    if (isCode(error, 'kind-not-served')) return []
    throw error
  }
}

export const readClusterSide = async (cluster: Cluster, namespace: string): Promise<ClusterSide> => {
  const [records, ...lists] = await Promise.all([
    readClusterJournal(cluster),
    ...REVOCABLE.map((kind) =>
      listKind(cluster, kind, namespace).then((items) =>
        // The items of a list carry neither apiVersion nor kind.
        items.map((item): Resource => ({ ...item, apiVersion: kind.apiVersion, kind: kind.kind })),
      ),
    ),
  ])
  return { records, live: new Map(lists.flat().map((object) => [refKey(refOf(object)), object])) }
}
