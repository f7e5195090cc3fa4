/** What stands in the cluster of what can be revoked, and what the cluster records as revoked. */
import { readClusterJournal } from '../../apply/cluster-journal.ts'
import { lockable } from '../../apply/lock-policy.ts'
import { readLocks } from '../../apply/locks.ts'
import type { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { GATEWAY_GROUP, isRoute, type Kind, kindOf } from '../../model/kinds.ts'
import type { Lock } from '../../model/lock.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { activeTargets, type ClusterRecord } from '../../model/revocation.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'
import { type DenialsSeen, readDenials } from './read-denials.ts'

/** A kind that this user may not look at. */
export interface Unseen {
  readonly kind: Kind
  /** `*`: all namespaces, of which the targets' own are looked at one by one. */
  readonly namespace: string
  readonly error: ClusterError
}

export interface ClusterSide extends DenialsSeen {
  readonly live: ReadonlyMap<string, Resource>
  readonly records: readonly ClusterRecord[]
  readonly damaged: readonly UserError[]
  readonly unseen: readonly Unseen[]
  /** Routes that can not be revoked and hang on Gateways too; undefined where that was not asked, or may not be seen. */
  readonly others: readonly Resource[] | undefined
  /** Those that were looked at one by one. */
  readonly namespaces: readonly string[]
  /** What is locked, by refKey. */
  readonly locks: ReadonlyMap<string, Lock>
  /** Why nothing can be locked. */
  readonly unlockable: UserError | undefined
  /** False where the user may not look whether the locks are enforced. */
  readonly lockSeen: boolean
}

/** True where it can not be known whether the object stands. */
export const isUnseen = (side: ClusterSide, ref: ResourceRef): boolean =>
  !side.live.has(refKey(ref)) &&
  side.unseen.some(
    ({ kind, namespace }) =>
      kind.kind === ref.kind &&
      (namespace === ref.namespace || (namespace === '*' && !side.namespaces.includes(ref.namespace ?? ''))),
  )

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
const listKind = async (
  cluster: Cluster,
  kind: Kind,
  namespaces: readonly string[] | undefined,
  wide: boolean,
): Promise<Listed[]> => {
  const everywhere =
    isRoute(kind.kind) || wide || namespaces === undefined
      ? await lookAt(cluster, kind, undefined)
      : undefined
  if (namespaces === undefined) return everywhere === undefined ? [] : [everywhere]
  if (everywhere?.unseen.length === 0) return [everywhere]
  const each = await Promise.all(namespaces.map((namespace) => lookAt(cluster, kind, namespace)))
  return everywhere === undefined ? each : [everywhere, ...each]
}

const readLockSide = async (
  cluster: Cluster,
): Promise<Pick<ClusterSide, 'locks' | 'unlockable' | 'lockSeen'>> => {
  try {
    const [locks, answer] = await Promise.all([readLocks(cluster), lockable(cluster)])
    if ('error' in answer) return { locks, unlockable: answer.error, lockSeen: true }
    return { locks, unlockable: undefined, lockSeen: answer.seen }
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return { locks: new Map(), unlockable: error, lockSeen: false }
  }
}

export interface Looking {
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  /** Look for backends, too, wherever the user may, and not only in `namespace`. */
  readonly wide?: boolean | undefined
  /** Everything is meant: what else comes through the Gateways must be known. */
  readonly all?: boolean | undefined
}

/** Looks in `namespace`, or everywhere where it is undefined, and wherever something is revoked. */
export const readClusterSide = async (
  cluster: Cluster,
  { namespace, wide = false, all = false }: Looking,
): Promise<ClusterSide> => {
  const reading = readClusterJournal(cluster)
  const grpc = all ? kindOf(GATEWAY_GROUP, 'GRPCRoute') : undefined
  const places = async (): Promise<string[]> => {
    const active = activeTargets((await reading).records).values()
    const recorded = [...active].flatMap(({ target }) => target.ref.namespace ?? [])
    return [...new Set([...(namespace === undefined ? [] : [namespace]), ...recorded])]
  }
  const [{ records, damaged }, denials, locked, other] = await Promise.all([
    reading,
    readDenials(cluster, places),
    readLockSide(cluster),
    grpc && lookAt(cluster, grpc, undefined),
  ])
  const namespaces = namespace === undefined ? undefined : await places()
  const listed = (
    await Promise.all(REVOCABLE.map((kind) => listKind(cluster, kind, namespaces, wide)))
  ).flat()
  const objects = listed.flatMap(({ items }) => items)
  return {
    records,
    damaged,
    live: new Map(objects.map((object) => [refKey(refOf(object)), object])),
    unseen: listed.flatMap(({ unseen }) => unseen),
    others: other?.unseen.length === 0 ? other.items : undefined,
    namespaces: namespaces ?? [],
    ...denials,
    ...locked,
  }
}
