/** How the steps of revoke and restore are done. Each is idempotent. */
import { writeStash } from '../manifest/stash.ts'
import { RESTART_MANAGER, RESTARTED_AT } from '../model/bridge.ts'
import type { Cluster, WriteOptions } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { sameDenial } from '../model/deny.ts'
import { type OwnerReference, type Resource, type ResourceRef, refOf } from '../model/resource.ts'
import { RESTORE_MANAGER, sameObject } from '../model/same-object.ts'
import { tryClusterJournal, writeClusterJournal } from './cluster-journal.ts'
import type { Done, Runners } from './execute.ts'
import { untilEnforced, untilReleased, type Waiting } from './lock-enforced.ts'
import { lock, unlock } from './locks.ts'
import { exactly } from './runners/exactly.ts'
import { fileRunners } from './runners/files.ts'

const lives = async (
  cluster: Cluster,
  owner: OwnerReference,
  namespace: string | undefined,
): Promise<boolean> => {
  const ref = { apiVersion: owner.apiVersion, kind: owner.kind, name: owner.name }
  try {
    const found = await cluster.get(namespace === undefined ? ref : { ...ref, namespace })
    return found?.metadata.uid === owner.uid
  } catch (error) {
    // An owner of a kind that is gone does not live; of one that may not be seen nobody can say that it does.
    if (isClusterError(error, 'kind-not-served') || isClusterError(error, 'forbidden')) return false
    throw error
  }
}

/** Keeps the owners that still live: the garbage collector would take an object whose owner is gone. */
const withLivingOwners = async (cluster: Cluster, object: Resource): Promise<Resource> => {
  const { ownerReferences, ...metadata } = object.metadata
  const living: OwnerReference[] = []
  for (const owner of ownerReferences ?? [])
    if (await lives(cluster, owner, metadata.namespace)) living.push(owner)
  return { ...object, metadata: { ...metadata, ...(living.length > 0 ? { ownerReferences: living } : {}) } }
}

/**
 * Creates the object, then gives its fields back to the managers that owned them, so that `apply` and `diff` go on
 * as if nothing had happened. Between the two, the fields belong to RESTORE_MANAGER, by which a run that was
 * interrupted is known.
 */
const recreate = async (cluster: Cluster, recorded: Resource, over: Resource | undefined): Promise<Done> => {
  const { managedFields, ...metadata } = recorded.metadata
  const object = await withLivingOwners(cluster, { ...recorded, metadata })
  let result = over
  if (over === undefined) result = await cluster.create(object, { manager: RESTORE_MANAGER })
  else if (!sameObject(over, object)) {
    const { resourceVersion } = over.metadata
    result = await cluster.replace(
      {
        ...object,
        metadata: { ...object.metadata, ...(resourceVersion === undefined ? {} : { resourceVersion }) },
      },
      { manager: RESTORE_MANAGER },
    )
  }
  if (managedFields !== undefined && managedFields.length > 0)
    result = await cluster.patch(
      refOf(recorded),
      { metadata: { managedFields } },
      { manager: RESTORE_MANAGER },
    )
  return result === undefined ? { outcome: 'done' } : { outcome: 'done', result }
}

/** Whoever came first made it; what it says must be the same. */
const deny = async (cluster: Cluster, policy: Resource): Promise<Done> => {
  try {
    return { outcome: 'done', result: await cluster.create(policy) }
  } catch (error) {
    if (!isClusterError(error, 'already-exists')) throw error
    const there = await cluster.get(refOf(policy))
    if (there !== undefined && sameDenial(there, policy)) return { outcome: 'unchanged' }
    throw error
  }
}

const restart = async (
  cluster: Cluster,
  ref: ResourceRef,
  at: string,
  options: WriteOptions = {},
): Promise<Done> => {
  const template = { metadata: { annotations: { [RESTARTED_AT]: at } } }
  try {
    await cluster.patch(ref, { spec: { template } }, { ...options, manager: RESTART_MANAGER })
    return { outcome: 'done' }
  } catch (error) {
    // It went with what it served.
    if (isClusterError(error, 'not-found')) return { outcome: 'unchanged' }
    throw error
  }
}

/** Asks the API server for its verdict on each step, and changes nothing. */
export const killSwitchTrials = (cluster: Cluster | undefined): Runners => {
  const nothing = (): Promise<Done> => Promise.resolve({ outcome: 'unchanged' })
  const ask = async (question: Promise<unknown>): Promise<Done> => {
    await question.catch((error: unknown) => {
      // A lock that the plan takes off first stands while it is only tried; ours lets all else be judged before it.
      if (!isClusterError(error, 'revoked')) throw error
    })
    return { outcome: 'unchanged' }
  }
  return {
    'record-in-folder': nothing,
    'edit-file': nothing,
    ...(cluster === undefined
      ? {}
      : {
          'record-in-cluster': ({ record }) => ask(tryClusterJournal(cluster, record)),
          deny: ({ resource }) => ask(cluster.create(resource, { dryRun: true })),
          lock: nothing,
          restart: ({ ref, at }) => ask(restart(cluster, ref, at, { dryRun: true })),
          unlock: nothing,
          delete: ({ ref, seen }) => ask(cluster.delete(ref, { ...exactly(seen), dryRun: true })),
          recreate: ({ resource: { metadata, ...rest }, over }) => {
            const { managedFields: _, ...plain } = metadata
            return over === undefined
              ? ask(cluster.create({ ...rest, metadata: plain }, { dryRun: true }))
              : nothing()
          },
        }),
  }
}

/** `root` and `cluster` are needed only where the plan has steps for them; `waiting`: until locks hold, or are gone. */
export const killSwitchRunners = (
  root: string | undefined,
  cluster: Cluster | undefined,
  waiting: Waiting,
): Runners => ({
  ...(root === undefined
    ? {}
    : {
        'record-in-folder': async ({ record }) => {
          await writeStash(root, record)
          return { outcome: 'done' }
        },
        ...fileRunners,
      }),
  ...(cluster === undefined
    ? {}
    : {
        'record-in-cluster': async ({ record }) => {
          await writeClusterJournal(cluster, record)
          return { outcome: 'done' }
        },
        deny: ({ resource }) => deny(cluster, resource),
        lock: async ({ namespace, locks, objects }) => {
          await lock(cluster, namespace, locks)
          await untilEnforced(cluster, [objects], waiting)
          return { outcome: 'done' }
        },
        unlock: async ({ refs, objects }) => {
          await unlock(cluster, refs)
          if (objects.length > 0) await untilReleased(cluster, [objects], waiting)
          return { outcome: 'done' }
        },
        delete: async ({ ref, seen }) => ({
          outcome: (await cluster.delete(ref, exactly(seen))) ? 'done' : 'unchanged',
        }),
        recreate: ({ resource, over }) => recreate(cluster, resource, over),
        restart: ({ ref, at }) => restart(cluster, ref, at),
      }),
})
