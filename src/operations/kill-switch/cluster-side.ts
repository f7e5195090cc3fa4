/** What stands in the cluster of what can be revoked, and what the cluster records as revoked. */
import { readClusterJournal } from '../../apply/cluster-journal.ts'
import type { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { isRoute, type Kind } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { activeTargets, type ClusterRecord } from '../../model/revocation.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'

/** A kind that this user may not look at. */
export interface Unseen {
  readonly kind: Kind
  /** `*`: all namespaces, of which the targets' own are looked at one by one. */
  readonly namespace: string
  readonly error: ClusterError
}

export interface ClusterSide {
  readonly live: ReadonlyMap<string, Resource>
  readonly records: readonly ClusterRecord[]
  readonly damaged: readonly UserError[]
  readonly unseen: readonly Unseen[]
}

/** True where it can not be known whether the object stands. */
export const isUnseen = (side: ClusterSide, ref: ResourceRef): boolean =>
  !side.live.has(refKey(ref)) &&
  side.unseen.some(({ kind, namespace }) => kind.kind === ref.kind && namespace === ref.namespace)

interface Listed {
  readonly items: readonly Resource[]
  readonly unseen: readonly Unseen[]
}

const nothing: Listed = { items: [], unseen: [] }

const lookAt = async (cluster: Cluster, kind: Kind, namespace: string | undefined): Promise<Listed> => {
  try {
    return { items: await cluster.list(kind, namespace === undefined ? {} : { namespace }), unseen: [] }
  } catch (error) {
    if (isClusterError(error, 'kind-not-served')) return nothing
    if (!isClusterError(error, 'forbidden')) throw error
    // The API server refuses before it says that it does not know the kind.
    if (!(await cluster.serves(kind))) return nothing
    return { items: [], unseen: [{ kind, namespace: namespace ?? '*', error }] }
  }
}

/** A backend's routes can stand in any namespace; who may not look everywhere looks where the targets are. */
const listKind = async (cluster: Cluster, kind: Kind, namespaces: readonly string[]): Promise<Listed[]> => {
  const everywhere = isRoute(kind.kind) ? await lookAt(cluster, kind, undefined) : undefined
  if (everywhere?.unseen.length === 0) return [everywhere]
  const each = await Promise.all(namespaces.map((namespace) => lookAt(cluster, kind, namespace)))
  return everywhere === undefined ? each : [everywhere, ...each]
}

/** Looks in `namespace`, and wherever something is revoked. */
export const readClusterSide = async (cluster: Cluster, namespace: string): Promise<ClusterSide> => {
  const { records, damaged } = await readClusterJournal(cluster)
  const recorded = [...activeTargets(records).values()].flatMap(({ target }) => target.ref.namespace ?? [])
  const namespaces = [...new Set([namespace, ...recorded])]
  const listed = (await Promise.all(REVOCABLE.map((kind) => listKind(cluster, kind, namespaces)))).flat()
  const objects = listed.flatMap(({ items }) => items)
  return {
    records,
    damaged,
    live: new Map(objects.map((object) => [refKey(refOf(object)), object])),
    unseen: listed.flatMap(({ unseen }) => unseen),
  }
}
