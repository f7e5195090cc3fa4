/** Compares a folder with a cluster: what differs, what is left over, what is revoked, what is invalid. */
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Revocation } from '../model/revocation.ts'
import { mapSome } from '../model/map-some.ts'
import type { Workspace } from '../model/settings.ts'
import type { ObjectState } from '../model/sync.ts'
import { isContainer } from '../plan/left-over.ts'
import type { FolderObjects } from './folder-objects.ts'
import { withRevoked } from './kill-switch/revoked-states.ts'
import { readJournal, revokedNow } from './revocations.ts'
import { Agreements } from './agreements.ts'
import { findLeftOver, mustBeWhole } from './left-over.ts'
import { spared } from './spared.ts'
import { compareWithCluster, type Force } from './state.ts'

export interface CompareFolderOptions {
  readonly workspace: Workspace
  readonly cluster: Cluster
  /** The namespace that the user named. */
  readonly namespace: string | undefined
  /** Of which objects to take what others own. */
  readonly force?: Force | undefined
  /** Also looks for what the folder put into the cluster and does not hold any more. */
  readonly leftOver?: boolean
  /** For a cluster that goes on watching each list that was asked for: asks nothing of other namespaces. */
  readonly byNamespace?: boolean
}

export interface Comparison {
  /**
   * In the order of the files; then what is revoked and out of the folder; then what is invalid; then what is left over.
   * What is revoked and stands in the cluster all the same has that as its problem.
   */
  readonly objects: readonly ObjectState[]
  readonly agreements: Agreements
  /** The oldest first. */
  readonly revocations: readonly Revocation[]
  /** Kinds of which it is not known what is left over, because the user may not list them. */
  readonly unseen: readonly string[]
  /** Those of them of which the folder has, or ever had, something: then it is not the whole answer. */
  readonly missed: readonly string[]
  /** Why nothing is known of what is left over, though it was asked for. */
  readonly blind?: UserError
}

/** What a file holds that can't be read has not left the folder. */
const unclear = (files: ReadonlySet<string>): UserError | undefined => {
  const [file] = files
  if (file === undefined) return undefined
  return new UserError('invalid-manifests', `it is not known which objects ${file} holds`, {
    hint: '`kubectl agentgw validate` shows what is wrong with it',
  })
}

/**
 * Throws `prune-part` where what is left over can't be told, a ClusterError where the cluster can't be compared with, and `stash-damaged` where it can't be known what is
 * revoked.
 */
export const compareFolder = async (
  { resources, invalid, unclearFiles }: FolderObjects,
  { workspace, cluster, namespace, force, leftOver = false, byNamespace }: CompareFolderOptions,
): Promise<Comparison> => {
  const { settings } = workspace
  if (leftOver) mustBeWhole(workspace)
  const [journal, agreements] = await Promise.all([
    readJournal(workspace.root, cluster),
    Agreements.open(workspace, cluster.server),
  ])
  if (journal.damaged[0] !== undefined) throw journal.damaged[0]
  const revoked = revokedNow(journal)
  const states = await compareWithCluster(resources, {
    cluster,
    settings: { ...settings, namespace: namespace ?? settings.namespace },
    home: settings.namespace,
    revoked: new Set(revoked.keys()),
    force,
    agreements,
    byNamespace,
  })
  const objects = [...(await withRevoked(cluster, revoked, states, invalid)), ...invalid]
  const facts = { agreements, revocations: journal.revocations }
  const blind = leftOver ? unclear(unclearFiles) : undefined
  if (!leftOver || blind !== undefined)
    return { ...facts, objects, unseen: [], missed: [], ...(blind === undefined ? {} : { blind }) }
  const { kinds, known } = agreements
  const left = await findLeftOver({
    cluster,
    folder: settings.name,
    states: objects,
    kinds,
    known,
    namespace,
  })
  const going = await mapSome(left.states, async (object) =>
    force?.(object.ref) === true ? object : spared(object, agreements),
  )
  const held = [...kinds, ...objects.map(({ ref }) => ref)]
  const missed = left.unseen.filter((kind) => !isContainer(kind) && held.some((one) => one.kind === kind))
  return { ...facts, objects: [...objects, ...going], unseen: left.unseen, missed }
}
