/** Both sides as they are now. */
import type { Cluster } from '../../model/cluster.ts'
import { ClusterError } from '../../model/cluster-error.ts'
import type { Workspace } from '../../model/settings.ts'
import { type ClusterSide, type Looking, readClusterSide } from './cluster-side.ts'
import { type FolderSide, readFolderSide } from './folder-side.ts'

export interface World {
  /** Undefined where there is no agentgw.yaml. */
  readonly folder: FolderSide | undefined
  /** Undefined where no cluster takes part. */
  readonly cluster: ClusterSide | undefined
}

export interface Where extends Looking {
  readonly workspace: Workspace
  readonly cluster: Cluster | undefined
}

export const look = async ({ workspace, cluster, namespace, wide, all }: Where): Promise<World> => {
  const [folder, live] = await Promise.all([
    readFolderSide(workspace),
    cluster === undefined ? undefined : readClusterSide(cluster, { namespace, wide, all }),
  ])
  return { folder, cluster: live }
}

/** The look at the end: where the cluster does not answer any more, what it holds is not known, and that is told. */
export const lookAgain = async (
  where: Where,
): Promise<{ readonly seen: World; readonly blind: ClusterError[] }> => {
  try {
    return { seen: await look(where), blind: [] }
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    return { seen: await look({ ...where, cluster: undefined }), blind: [error] }
  }
}
