/** Where every object of a folder and of the cluster stands, and why. */
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectStatus } from '../model/status.ts'
import { statusOf } from '../plan/status.ts'
import { compareFolder } from './diff.ts'
import type { FolderObjects } from './folder-objects.ts'
import { mustBeWhole } from './left-over.ts'
import { findOthers } from './status/others.ts'

export interface StatusOptions {
  readonly workspace: Workspace
  readonly cluster: Cluster
  /** The namespace that the user named. */
  readonly namespace: string | undefined
  /** Also what stands in the folder's namespaces and belongs to others, or to nobody. */
  readonly all: boolean
}

export interface Status {
  readonly objects: readonly ObjectStatus[]
  /** Kinds of which not everything is known, because the user may not list them. */
  readonly unseen: readonly string[]
  /** True where the folder has, or ever had, objects of these kinds, or they were asked for. */
  readonly partial: boolean
  /** Why it is not known what the folder has left behind; that is no fault. */
  readonly blind: UserError | undefined
}

const whyBlind = (workspace: Workspace): UserError | undefined => {
  try {
    mustBeWhole(workspace)
    return undefined
  } catch (error) {
    if (error instanceof UserError) return error
    throw error
  }
}

/** Throws a ClusterError where the cluster can't be compared with, and `stash-damaged`. */
export const status = async (
  folder: FolderObjects,
  { workspace, cluster, namespace, all }: StatusOptions,
): Promise<Status> => {
  const blind = whyBlind(workspace)
  const compared = await compareFolder(folder, {
    workspace,
    cluster,
    namespace,
    leftOver: blind === undefined,
  })
  const home = namespace ?? workspace.settings.namespace
  const own = compared.objects.flatMap(({ ref }) => ref.namespace ?? [])
  const namespaces = namespace === undefined ? [...new Set([home, ...own])] : [home]
  const others = all
    ? await findOthers(cluster, compared.objects, namespaces)
    : { states: [], unseen: [], partial: false }
  const context = {
    findings: folder.findings,
    revocations: compared.revocations,
    knew: compared.agreements.knows.bind(compared.agreements),
  }
  return {
    objects: [...compared.objects, ...others.states].map((object) => statusOf(object, context)),
    unseen: [...new Set([...compared.unseen, ...others.unseen])],
    partial: compared.missed.length > 0 || others.partial,
    blind: blind ?? compared.blind,
  }
}
