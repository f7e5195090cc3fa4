/** Brings back what was revoked, as it was: the objects of the cluster, and the folder's documents byte for byte. */
import { killSwitchRunners } from '../apply/kill-switch-runners.ts'
import { UserError } from '../errors.ts'
import { withLock } from '../manifest/lock.ts'
import type { Cluster } from '../model/cluster.ts'
import { denialRefsBy, denialsBy } from '../model/deny.ts'
import type { Problem, RestoredTargetReport, RestoreReport } from '../model/kill-switch-report.ts'
import type { OwnerChange } from '../model/owner.ts'
import { refKey } from '../model/resource.ts'
import {
  activeTargets,
  canComeBack,
  type Named,
  type RevocationHead,
  targetKey,
  targetsIn,
} from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { planRestore, type RestorePlan } from '../plan/restore.ts'
import { chooseRestore } from '../plan/restore-targets.ts'
import { type TellingOptions, tellOthers } from './kill-switch/afterwards.ts'
import { compareStashed, type FolderSide, takeOut } from './kill-switch/folder-side.ts'
import { lockAgain } from './kill-switch/lock-again.ts'
import { look, lookAgain, type World } from './kill-switch/look.ts'
import { ownersOfTargets } from './kill-switch/owned.ts'
import { probedOf, probeReturn, type ProbeRequest } from './kill-switch/probing.ts'
import { putBackInto } from './kill-switch/put-back.ts'
import { settleRestored, sidesAfterRestore } from './kill-switch/restored.ts'
import { run, waitingOf } from './kill-switch/run.ts'
import { standingOf } from './kill-switch/standing.ts'
import {
  differing,
  keeping,
  leaving,
  notAnswering,
  notRestored,
  notRevoked,
  problemsOf,
  unseenSides,
} from './kill-switch/verdict.ts'

export interface RestoreOptions extends TellingOptions {
  /** Ids and targets; empty means everything that is revoked. */
  readonly words: readonly string[]
  /** Names of tools: these of each target. */
  readonly tools?: readonly string[]
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  readonly workspace: Workspace
  /** Undefined: the folder's part alone. */
  readonly cluster: Cluster | undefined
  readonly force: boolean
  /** How the targets are called to see that they answer again. */
  readonly probe?: ProbeRequest | undefined
  readonly localUser: string
  readonly now: () => Date
}

/** What is to come back: each object with the revocation that holds it. */
interface Chosen extends Named {
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

const planFor = (chosen: readonly Chosen[], { folder, cluster }: World, force: boolean): RestorePlan => {
  const stored = activeTargets(cluster?.records ?? [])
  return planRestore({
    targets: chosen.map(({ ref, part }) => {
      const named: Named = { ref, ...(part && { part }) }
      const object = part === undefined ? stored.get(targetKey(named))?.target.stored : undefined
      return { ...named, ...(object && { object }) }
    }),
    live: cluster?.live ?? new Map(),
    denialsOf: denialsBy(cluster?.denials?.values() ?? []),
    isLocked: (ref) => cluster?.locks.has(refKey(ref)) ?? false,
    lockedDenialsOf: denialRefsBy([...(cluster?.locks.values() ?? [])].map(({ ref }) => ref)),
    edits: folder === undefined ? [] : planFiles(chosen, folder, force),
    force,
  })
}

/** Whole objects, each with what the folder stored of it, and how that compares with what stands there. */
const storedInFolder = (chosen: readonly Chosen[], folder: FolderSide, force: boolean) => {
  const stashed = targetsIn(folder.records, canComeBack(force))
  return chosen.flatMap((one) => {
    const key = refKey(one.ref)
    const stored = one.part === undefined ? stashed.get(key)?.target.stored : undefined
    // What was not taken out of the folder, or is back already, is none of a restore's business there.
    return stored === undefined ? [] : [{ ...one, key, stored, ...compareStashed(folder, key, stored) }]
  })
}

/** What is missing goes back; what stands in another form is taken out for it only by force. */
const planFiles = (chosen: readonly Chosen[], folder: FolderSide, force: boolean) => {
  const all = storedInFolder(chosen, folder, force)
  const inTheWay = all.flatMap(({ key, differs }) => (force && differs ? [key] : []))
  const pieces = all.flatMap(({ stored, missing, differs }) => (!differs ? missing : force ? stored : []))
  return putBackInto(folder.root, pieces, takeOut(folder, inTheWay).edits)
}

/** Looks, chooses and plans; changes nothing. */
export const prepareRestore = async (options: RestoreOptions): Promise<PreparedRestore> => {
  const [world, who] = await Promise.all([look(options), options.cluster?.whoAmI()])
  const folderRecords = world.folder?.records ?? []
  const clusterRecords = world.cluster?.records ?? []
  const records = [...folderRecords, ...clusterRecords]
  const { keys, already, missing } = chooseRestore({ ...options, tools: options.tools ?? [] }, records)

  const stashed = targetsIn(folderRecords, canComeBack(options.force))
  const stored = activeTargets(clusterRecords)
  const chosen = [...keys].flatMap((key): Chosen[] => {
    const found = stored.get(key) ?? stashed.get(key)
    if (found === undefined) return []
    const { ref, part } = found.target
    return [{ ref, ...(part && { part }), head: found.record }]
  })
  refuseOtherCluster(chosen, world, options.cluster)
  const { plan, conflicts, leaving: going } = planFor(chosen, world, options.force)
  const kept =
    world.folder === undefined || options.force
      ? []
      : storedInFolder(chosen, world.folder, false).filter(({ differs }) => differs)
  return {
    options,
    who: who ?? options.localUser,
    plan,
    problems: [
      ...missing.map(notRevoked),
      ...conflicts.map((ref) => differing(ref, 'the cluster')),
      ...going.map(leaving),
      ...kept.map(keeping),
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

const answering = async (
  { probe, now }: RestoreOptions,
  targets: readonly RestoredTargetReport[],
  { folder, cluster }: World,
  signal: AbortSignal | undefined,
): Promise<Problem[]> => {
  if (probe === undefined || targets.length === 0) return []
  const standing = standingOf(folder, cluster)
  const probed = probedOf(
    targets.map((target) => ({ ...target, because: 'named' })),
    (ref) => standing.get(refKey(ref)),
  )
  const verdicts = await probeReturn(probe, probed, () => now().getTime(), signal)
  return notAnswering(probed, verdicts)
}

/** Carries the plan out, and reports what was seen at the end. */
export const restore = (prepared: PreparedRestore, signal?: AbortSignal): Promise<RestoreReport> =>
  withLock(prepared.options.workspace.root, () => carryOut(prepared, signal))

const carryOut = async (
  { options, chosen, ...prepared }: PreparedRestore,
  signal: AbortSignal | undefined,
): Promise<RestoreReport> => {
  // Somebody may have changed what the plan was made from, even while the user was asked.
  const world = await look(options)
  const { plan, leaving: going } = planFor(chosen, world, options.force)
  const failures = await run(
    plan,
    killSwitchRunners(options.workspace.root, options.cluster, waitingOf(options.now, signal)),
    signal,
  )

  const { seen, blind } = await lookAgain(options)
  const sidesOf = sidesAfterRestore(seen, options)
  const targets = chosen.map(({ ref, part, head }): RestoredTargetReport => {
    const named: Named = { ref, ...(part && { part }) }
    return { ...named, id: head.id, ...sidesOf(named) }
  })
  const unlocked = plan.stages.flat().flatMap((step) => (step.do === 'unlock' ? step.refs : []))
  const relocked = await lockAgain(options.cluster, world, seen, targets, unlocked)
  const { who } = prepared
  const restored = { who, localUser: options.localUser, when: options.now().toISOString() }
  const unsaved = await settleRestored(options, seen, targets, restored)
  const back = targets.filter(({ cluster, folder }) => [cluster, folder].includes('restored'))
  const answers = await answering(options, back, seen, signal)
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
      edits: plan.stages.flat().flatMap((step) => (step.do === 'edit-file' ? [step.edit] : [])),
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
      ...notRestored(targets, options.force),
      ...unseenSides(targets, seen.cluster),
      ...relocked,
      ...answers,
      ...unsaved,
      ...told.problems,
    ],
    owners: prepared.owners,
    commit: told.commit,
    notes: told.notes,
  }
}
