/** Brings back what was revoked, as it was: the objects of the cluster, and the folder's documents byte for byte. */
import { execute } from '../apply/execute.ts'
import { killSwitchRunners } from '../apply/kill-switch-runners.ts'
import { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import type { Event } from '../model/event.ts'
import type {
  Problem,
  RestoredPart,
  RestoredTargetReport,
  RestoreReport,
} from '../model/kill-switch-report.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { activeTargets, type RevocationHead } from '../model/revocation.ts'
import { sameObject } from '../model/same-object.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { planRestore } from '../plan/restore.ts'
import { chooseRestore } from '../plan/restore-targets.ts'
import { settle } from '../plan/settle.ts'
import { type ClusterSide, readClusterSide } from './kill-switch/cluster-side.ts'
import { type FolderSide, putBackInto, readFolderSide, standsAsStashed } from './kill-switch/folder-side.ts'
import { saveSettled } from './kill-switch/save.ts'
import { differing, notRestored, notRevoked, problemsOf } from './kill-switch/verdict.ts'

export interface RestoreOptions {
  /** Ids and targets; empty means everything that is revoked. */
  readonly words: readonly string[]
  readonly namespace: string
  readonly workspace: Workspace
  /** Undefined: the folder's part alone. */
  readonly cluster: Cluster | undefined
  readonly force: boolean
  readonly localUser: string
  readonly now: () => Date
}

interface World {
  readonly folder: FolderSide | undefined
  readonly cluster: ClusterSide | undefined
}

/** What is to come back: each object with the revocation that holds it. */
interface Chosen {
  readonly ref: ResourceRef
  readonly head: RevocationHead
}

export interface PreparedRestore {
  readonly options: RestoreOptions
  readonly who: string
  readonly plan: Plan
  /** What the plan can not do, known before it is carried out. */
  readonly problems: readonly Problem[]
  readonly chosen: readonly Chosen[]
  readonly already: readonly string[]
  readonly missing: readonly string[]
}

const look = async ({ workspace, cluster, namespace }: RestoreOptions): Promise<World> => {
  const [folder, live] = await Promise.all([
    readFolderSide(workspace),
    cluster === undefined ? undefined : readClusterSide(cluster, namespace),
  ])
  return { folder, cluster: live }
}

/** A record of the folder that names a cluster needs that cluster, or `--local`. */
const refuseOtherCluster = (chosen: readonly Chosen[], world: World, cluster: Cluster | undefined): void => {
  if (cluster === undefined) return
  const known = new Set(world.cluster?.records.map(({ id }) => id))
  const stray = chosen.find(
    ({ head }) => head.cluster && head.cluster.server !== cluster.server && !known.has(head.id),
  )
  if (stray?.head.cluster === undefined) return
  throw new UserError(
    'other-cluster',
    `${stray.head.id} was made on ${stray.head.cluster.server} (context ${stray.head.cluster.context}), and this is ${cluster.server} (context ${cluster.context})`,
    { hint: `add --context ${stray.head.cluster.context}, or --local for the folder's part alone` },
  )
}

const partOf = (
  side: 'folder' | 'cluster',
  key: string,
  world: World,
): { readonly recorded: boolean; readonly stands: boolean; readonly same: boolean } => {
  if (side === 'folder') {
    const stashed = world.folder && activeTargets(world.folder.records).get(key)?.target.stored
    const stands = world.folder?.held.has(key) ?? false
    return {
      recorded: stashed !== undefined,
      stands,
      same:
        stands &&
        stashed !== undefined &&
        world.folder !== undefined &&
        standsAsStashed(world.folder, key, stashed),
    }
  }
  const stored = world.cluster && activeTargets(world.cluster.records).get(key)?.target.stored
  const live = world.cluster?.live.get(key)
  return {
    recorded: stored !== undefined,
    stands: live !== undefined,
    same: live !== undefined && stored !== undefined && sameObject(live, stored),
  }
}

export const prepareRestore = async (options: RestoreOptions): Promise<PreparedRestore> => {
  const [world, who] = await Promise.all([look(options), options.cluster?.whoAmI()])
  const folderRecords = world.folder?.records ?? []
  const clusterRecords = world.cluster?.records ?? []
  const { keys, already, missing } = chooseRestore(options.words, options.namespace, [
    ...folderRecords,
    ...clusterRecords,
  ])

  const stashed = activeTargets(folderRecords)
  const stored = activeTargets(clusterRecords)
  const chosen = [...keys].flatMap((key): Chosen[] => {
    const found = stored.get(key) ?? stashed.get(key)
    return found ? [{ ref: found.target.ref, head: found.record }] : []
  })
  refuseOtherCluster(chosen, world, options.cluster)

  const back = [...keys].flatMap((key) => {
    const target = stashed.get(key)?.target
    const stands = partOf('folder', key, world)
    return target !== undefined && !stands.same && (!stands.stands || options.force)
      ? [{ key, stored: target.stored }]
      : []
  })
  const { plan, conflicts } = planRestore({
    stored: [...keys].flatMap((key) => {
      const target = stored.get(key)?.target
      return target ? [{ ref: target.ref, object: target.stored }] : []
    }),
    live: world.cluster?.live ?? new Map(),
    edits: world.folder === undefined ? [] : await putBackInto(world.folder, back),
    force: options.force,
  })
  return {
    options,
    who: who ?? options.localUser,
    plan,
    problems: [...missing.map(notRevoked), ...conflicts.map((ref) => differing(ref, 'the cluster'))],
    chosen,
    already,
    missing,
  }
}

/** Carries the plan out; yields what happens, and returns what was seen at the end. */
export async function* restore(prepared: PreparedRestore): AsyncGenerator<Event, RestoreReport> {
  const { options, plan, chosen } = prepared
  const failures = new Map<string, UserError>()
  for await (const event of execute(plan, killSwitchRunners(options.workspace.root, options.cluster))) {
    if (event.outcome === 'failed') failures.set(event.step.subject, event.error)
    yield event
  }

  const seen = await look(options)
  const restoredPart = (side: 'folder' | 'cluster', key: string): RestoredPart => {
    if (seen[side] === undefined) return 'not asked'
    const { recorded, stands, same } = partOf(side, key, seen)
    if (!recorded) return 'absent'
    return same ? 'restored' : stands ? 'differs' : 'still revoked'
  }
  const targets = chosen.map(({ ref, head }): RestoredTargetReport => {
    const key = refKey(ref)
    return { ref, id: head.id, cluster: restoredPart('cluster', key), folder: restoredPart('folder', key) }
  })
  const keys = new Set(chosen.map(({ ref }) => refKey(ref)))
  const after = { restore: { who: prepared.who, when: options.now().toISOString() } }
  const isBack = (side: 'folder' | 'cluster') => (ref: ResourceRef) =>
    restoredPart(side, refKey(ref)) === 'restored'
  const unsaved = await saveSettled(
    options,
    settle(seen.folder?.records ?? [], keys, isBack('folder'), after),
    settle(seen.cluster?.records ?? [], keys, isBack('cluster'), after),
  )
  return {
    targets,
    already: prepared.already,
    missing: prepared.missing,
    problems: [
      ...prepared.missing.map(notRevoked),
      ...problemsOf(
        failures,
        seen.folder,
        chosen.map(({ ref }) => ref.name),
      ),
      ...notRestored(targets),
      ...unsaved,
    ],
  }
}
