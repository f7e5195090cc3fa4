/** Compares a folder with a cluster: what differs, what is revoked, what is invalid. */
import type { Cluster } from '../model/cluster.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import type { FolderObjects } from './folder-objects.ts'
import { withRevoked } from './kill-switch/revoked-states.ts'
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
 * In the order of the files; then what is revoked and out of the folder; then what is invalid. What is revoked and stands
 * in the cluster all the same has that as its problem. Throws a ClusterError
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
  return [...(await withRevoked(cluster, revoked, states, invalid)), ...invalid]
}
