/**
 * The locks of a cluster: keys of one ConfigMap per namespace, in agentgw-system. All that is needed is to get, list,
 * create and patch ConfigMaps there; an emptied one stays.
 */
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { SYSTEM_NAMESPACE } from '../model/kinds.ts'
import { type Lock, lockData, lockKey, LOCKS_LABEL, locksIn, locksRef, mayClash } from '../model/lock.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { createInSystem } from './create-in-system.ts'

/** Of tries where others keep writing to the same ConfigMap; one of the writers gets on each time. */
const TRIES = 100

/** Every lock that the cluster holds, by refKey. */
export const readLocks = async (cluster: Cluster): Promise<Map<string, Lock>> => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap' }
  const found = await cluster.list(configMap, { namespace: SYSTEM_NAMESPACE, selector: LOCKS_LABEL })
  return new Map(found.flatMap(locksIn).map((lock) => [refKey(lock.ref), lock]))
}

/** Tries again where another writer was in between. */
const insisting = async <T>(write: () => Promise<T>): Promise<T> => {
  for (let left = TRIES; ; left--)
    try {
      return await write()
    } catch (error) {
      const met = isClusterError(error, 'changed-meanwhile') || isClusterError(error, 'already-exists')
      if (left === 0 || !met) throw error
    }
}

/** False where there is no such ConfigMap. */
const patched = async (
  cluster: Cluster,
  ref: ResourceRef,
  patch: Record<string, unknown>,
): Promise<boolean> => {
  try {
    await cluster.patch(ref, patch)
    return true
  } catch (error) {
    if (isClusterError(error, 'not-found')) return false
    throw error
  }
}

const writeLocks = async (cluster: Cluster, namespace: string, locks: readonly Lock[]): Promise<void> => {
  const ref = locksRef(namespace)
  const labels = { [LOCKS_LABEL]: namespace }
  // Where keys say all, what stands under one is about the same object, and need not be looked at.
  const clashes = mayClash(locks)
  const before = clashes ? await cluster.get(ref) : undefined
  const data = lockData(locks, before === undefined ? [] : locksIn(before))
  const resourceVersion = before?.metadata.resourceVersion
  const metadata = { labels, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
  const stands = !clashes || before !== undefined
  if (stands && (await patched(cluster, ref, { metadata, data }))) return
  const { apiVersion, kind, ...named } = ref
  await createInSystem(cluster, { apiVersion, kind, metadata: { ...named, labels }, data })
}

/**
 * Locks objects of one namespace. Locks that others hold stay; one on the same object is taken over. Throws
 * `lock-name-taken` and `too-many-locks`, and a ClusterError.
 */
export const lock = async (cluster: Cluster, namespace: string, locks: readonly Lock[]): Promise<void> => {
  if (locks.length === 0) return
  try {
    await insisting(() => writeLocks(cluster, namespace, locks))
  } catch (error) {
    if (isClusterError(error, 'rejected') && /too long/i.test(error.message))
      throw new UserError('too-many-locks', `namespace ${namespace}: ${error.message}`, {
        hint: 'restore what need not be revoked any more',
        cause: error,
      })
    throw error
  }
}

export interface Unlocked {
  readonly released: readonly Lock[]
  /** Held by another revocation than the one that was named, so they stay. */
  readonly kept: readonly Lock[]
}

const releaseIn = async (
  cluster: Cluster,
  namespace: string,
  refs: ReadonlySet<string>,
  id: string | undefined,
): Promise<Unlocked> => {
  const ref = locksRef(namespace)
  const configMap: Resource | undefined = await cluster.get(ref)
  const held = (configMap === undefined ? [] : locksIn(configMap)).filter((one) => refs.has(refKey(one.ref)))
  const { released = [], kept = [] } = Object.groupBy(held, (one) =>
    id === undefined || one.id === id ? 'released' : 'kept',
  )
  if (released.length > 0)
    await cluster.patch(ref, {
      // Who locks meanwhile is not overlooked.
      metadata: { resourceVersion: configMap?.metadata.resourceVersion },
      data: Object.fromEntries(released.map((one) => [lockKey(one.ref), null])),
    })
  return { released, kept }
}

/** Releases the locks on these objects; with an id only those of that revocation. What is not locked is no error. */
export const unlock = async (
  cluster: Cluster,
  refs: readonly ResourceRef[],
  id?: string,
): Promise<Unlocked> => {
  const places = Map.groupBy(refs, (ref) => ref.namespace ?? '')
  const done = await Promise.all(
    [...places].map(([namespace, own]) =>
      insisting(() => releaseIn(cluster, namespace, new Set(own.map(refKey)), id)),
    ),
  )
  return { released: done.flatMap((one) => one.released), kept: done.flatMap((one) => one.kept) }
}
