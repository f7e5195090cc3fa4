/** Compares a folder with a cluster: what differs, what is revoked, what is invalid. */
import type { Cluster } from '../model/cluster.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { isActive } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import type { FolderObjects } from './folder-objects.ts'
import { readJournal, revokedNow } from './revocations.ts'
import { compareWithCluster } from './state.ts'

export interface CompareFolderOptions {
  readonly workspace: Workspace
  readonly cluster: Cluster
  /** The namespace that the user named. */
  readonly namespace: string | undefined
  /** Takes what others own. */
  readonly force?: boolean
}

/**
 * In the order of the files; then what is revoked and out of the folder; then what is invalid. Throws a ClusterError
 * where the cluster can't be compared with, and `stash-damaged` where it can't be known what is revoked.
 */
export const compareFolder = async (
  { resources, invalid }: FolderObjects,
  { workspace, cluster, namespace, force }: CompareFolderOptions,
): Promise<ObjectState[]> => {
  const journal = await readJournal(workspace.root, cluster)
  if (journal.damaged[0] !== undefined) throw journal.damaged[0]
  const revoked = revokedNow(journal)
  const { settings } = workspace
  const states = await compareWithCluster(resources, {
    cluster,
    settings: { ...settings, namespace: namespace ?? settings.namespace },
    home: settings.namespace,
    revoked: new Set(revoked.keys()),
    force,
  })
  const known = new Set([...states, ...invalid].map(({ ref }) => refKey(ref)))
  const takenOut = new Map<string, ResourceRef>()
  for (const { targets } of revoked.values())
    for (const { ref, folder } of targets)
      if (folder !== undefined && isActive(folder) && !known.has(refKey(ref))) takenOut.set(refKey(ref), ref)
  const gone = [...takenOut.values()].map((ref): ObjectState => ({ ref, state: 'Revoked', changes: [] }))
  return [...states, ...gone, ...invalid]
}
