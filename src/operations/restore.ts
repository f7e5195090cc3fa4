/** Brings back what was revoked, as it was: the objects of the cluster, and the folder's documents byte for byte. */
import { killSwitchRunners } from '../apply/kill-switch-runners.ts'
import { UserError } from '../errors.ts'
import { withLock } from '../manifest/lock.ts'
import type { Cluster } from '../model/cluster.ts'
import type {
  Problem,
  RestoredPart,
  RestoredTargetReport,
  RestoreReport,
} from '../model/kill-switch-report.ts'
import type { OwnerChange } from '../model/owner.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { activeTargets, type Named, type RevocationHead } from '../model/revocation.ts'
import { isLeaving, sameObject } from '../model/same-object.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { planRestore, type RestorePlan } from '../plan/restore.ts'
import { chooseRestore } from '../plan/restore-targets.ts'
import { settle } from '../plan/settle.ts'
import { type TellingOptions, tellOthers } from './kill-switch/afterwards.ts'
import { type ClusterSide, isUnseen } from './kill-switch/cluster-side.ts'
import { compareStashed, type FolderSide, takeOut } from './kill-switch/folder-side.ts'
import { look, lookAgain, type World } from './kill-switch/look.ts'
import { ownersOfTargets } from './kill-switch/owned.ts'
import { putBackInto } from './kill-switch/put-back.ts'
import { run } from './kill-switch/run.ts'
import { saveSettled } from './kill-switch/save.ts'
import { differing, leaving, notRestored, notRevoked, problemsOf } from './kill-switch/verdict.ts'

export interface RestoreOptions extends TellingOptions {
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
  readonly owners: readonly OwnerChange[]
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

const planFor = (keys: ReadonlySet<string>, { folder, cluster }: World, force: boolean): RestorePlan => {
  const stored = activeTargets(cluster?.records ?? [])
  return planRestore({
    stored: [...keys].flatMap((key) => {
      const target = stored.get(key)?.target
      return target ? [{ ref: target.ref, object: target.stored }] : []
    }),
    live: cluster?.live ?? new Map(),
    edits: folder === undefined ? [] : planFiles(keys, folder, force),
    force,
  })
}

/** What is missing goes back; what stands in another form is taken out for it only by force. */
const planFiles = (keys: ReadonlySet<string>, folder: FolderSide, force: boolean) => {
  const stashed = activeTargets(folder.records)
  const inTheWay: string[] = []
  const pieces = [...keys].flatMap((key) => {
    const stored = stashed.get(key)?.target.stored ?? []
    const { missing, differs } = compareStashed(folder, key, stored)
    if (!differs) return missing
    if (!force) return []
    inTheWay.push(key)
    return stored
  })
  return putBackInto(folder.root, pieces, takeOut(folder, inTheWay).edits)
}

/** Looks, chooses and plans; changes nothing. */
export const prepareRestore = async (options: RestoreOptions): Promise<PreparedRestore> => {
  const [world, who] = await Promise.all([look(options), options.cluster?.whoAmI()])
  const folderRecords = world.folder?.records ?? []
  const clusterRecords = world.cluster?.records ?? []
  const records = [...folderRecords, ...clusterRecords]
  const { keys, already, missing } = chooseRestore(options.words, options.namespace, records)

  const stashed = activeTargets(folderRecords)
  const stored = activeTargets(clusterRecords)
  const chosen = [...keys].flatMap((key): Chosen[] => {
    const found = stored.get(key) ?? stashed.get(key)
    return found ? [{ ref: found.target.ref, head: found.record }] : []
  })
  refuseOtherCluster(chosen, world, options.cluster)
  const { plan, conflicts, leaving: going } = planFor(keys, world, options.force)
  return {
    options,
    who: who ?? options.localUser,
    plan,
    problems: [
      ...missing.map(notRevoked),
      ...conflicts.map((ref) => differing(ref, 'the cluster')),
      ...going.map(leaving),
    ],
    chosen,
    already,
    missing,
    owners: ownersOfTargets(
      chosen,
      new Map([...stored].map(([key, { target }]) => [key, target.stored])),
      world.folder,
    ),
  }
}

const inCluster = (cluster: ClusterSide, ref: ResourceRef): RestoredPart => {
  const key = refKey(ref)
  const stored = activeTargets(cluster.records).get(key)?.target.stored
  const live = cluster.live.get(key)
  if (isUnseen(cluster, ref)) return 'not seen'
  if (stored === undefined) return live === undefined ? 'absent' : 'in place'
  if (live === undefined || isLeaving(live)) return 'still revoked'
  return sameObject(live, stored) ? 'restored' : 'differs'
}

const inFolder = (folder: FolderSide, ref: ResourceRef): RestoredPart => {
  const key = refKey(ref)
  const stored = activeTargets(folder.records).get(key)?.target.stored
  if (stored === undefined) return folder.held.has(key) ? 'in place' : 'absent'
  const { missing, differs } = compareStashed(folder, key, stored)
  if (differs) return 'differs'
  return missing.length === 0 ? 'restored' : 'still revoked'
}

/** Carries the plan out, and reports what was seen at the end. */
export const restore = (prepared: PreparedRestore, signal?: AbortSignal): Promise<RestoreReport> =>
  withLock(prepared.options.workspace.root, () => carryOut(prepared, signal))

const carryOut = async (
  { options, chosen, ...prepared }: PreparedRestore,
  signal: AbortSignal | undefined,
): Promise<RestoreReport> => {
  const keys = new Set(chosen.map(({ ref }) => refKey(ref)))
  // Somebody may have changed what the plan was made from, even while the user was asked.
  const { plan, leaving: going } = planFor(keys, await look(options), options.force)
  const failures = await run(plan, killSwitchRunners(options.workspace.root, options.cluster), signal)

  const { seen, blind } = await lookAgain(options)
  const targets = chosen.map(({ ref, head }): RestoredTargetReport => ({
    ref,
    id: head.id,
    cluster:
      seen.cluster === undefined
        ? options.cluster === undefined
          ? 'not asked'
          : 'not seen'
        : inCluster(seen.cluster, ref),
    folder: seen.folder === undefined ? 'not asked' : inFolder(seen.folder, ref),
  }))
  const isBack = (side: 'folder' | 'cluster') => {
    const back = new Set(
      targets.filter((target) => target[side] === 'restored').map(({ ref }) => refKey(ref)),
    )
    return ({ ref }: Named): boolean => back.has(refKey(ref))
  }
  const { who } = prepared
  const restored = { who, localUser: options.localUser, when: options.now().toISOString() }
  const after = { restore: restored }
  const unsaved = await saveSettled(
    options,
    settle(seen.folder?.records ?? [], keys, isBack('folder'), after),
    settle(seen.cluster?.records ?? [], keys, isBack('cluster'), after),
  )
  const told = await tellOthers(
    {
      action: 'restore',
      ...restored,
      reason: '',
      attempted: chosen.length > 0,
      targets: targets.map((target) => ({
        ...target,
        isNew: target.cluster === 'restored',
        uid: seen.cluster?.live.get(refKey(target.ref))?.metadata.uid,
      })),
    },
    options,
    seen.folder?.records ?? [],
    signal,
  )
  const names = chosen.map(({ ref }) => ref.name)
  return {
    targets,
    already: prepared.already,
    missing: prepared.missing,
    problems: [
      ...prepared.missing.map(notRevoked),
      ...going.map(leaving),
      ...problemsOf([...failures, ...blind], seen, names),
      ...notRestored(targets),
      ...unsaved,
      ...told.problems,
    ],
    owners: prepared.owners,
    commit: told.commit,
    notes: told.notes,
  }
}
