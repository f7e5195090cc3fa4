/**
 * The kill switch: records what stands, takes it out of the cluster and the folder, and looks whether it is gone.
 *
 * What is done next is always planned from what is there now. So a run that was cut off, an object that was
 * edited between record and delete, and a second revoke of the same thing are one case: plan again, do the rest.
 */
import { killSwitchRunners } from '../apply/kill-switch-runners.ts'
import type { UserError } from '../errors.ts'
import { withLock } from '../manifest/lock.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { isOff, type Problem, type RevokeReport } from '../model/kill-switch-report.ts'
import { isRoute } from '../model/kinds.ts'
import type { OwnerChange } from '../model/owner.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import type { RevocationHead } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { restartSteps } from '../plan/bridges.ts'
import { planRevoke, type Target } from '../plan/revoke.ts'
import { chooseTargets } from '../plan/revoke-targets.ts'
import { type FoundBridges, findBridges, lookAtBridges } from './kill-switch/bridges.ts'
import { type TellingOptions, tellOthers } from './kill-switch/afterwards.ts'
import { denialNotes, notTaken, prefixNotes } from './kill-switch/denial-problems.ts'
import { takeOut } from './kill-switch/folder-side.ts'
import { look, lookAgain, type World } from './kill-switch/look.ts'
import { missingOf } from './kill-switch/missing.ts'
import { ownersOfTargets } from './kill-switch/owned.ts'
import { type Probed, probedOf, type ProbeRequest, type Probes, startProbes } from './kill-switch/probing.ts'
import { reportTargets, settleRevoked } from './kill-switch/revoked.ts'
import { run, waitingOf } from './kill-switch/run.ts'
import { revokedAlready, selectionOf } from './kill-switch/selection.ts'
import { standingOf } from './kill-switch/standing.ts'
import { untilTaken } from './kill-switch/taken.ts'
import {
  asProblem,
  notDark,
  notLocked,
  notSeen,
  problemsOf,
  stillLive,
  unseenSides,
} from './kill-switch/verdict.ts'

export interface RevokeOptions extends TellingOptions {
  /** TARGETs, as the user wrote them. */
  readonly words: readonly string[]
  /** Names of tools: these of each target, and not the target itself. */
  readonly tools?: readonly string[]
  /** A label selector, as kubectl takes it. */
  readonly selector?: string | undefined
  /** Programs, hosts and Services: every backend that leads there. */
  readonly reaches?: readonly string[]
  /** Everything of the namespace. */
  readonly all?: boolean
  readonly reason: string
  /** Undefined: all namespaces. */
  readonly namespace: string | undefined
  readonly workspace: Workspace
  /** Undefined: the folder's part alone. */
  readonly cluster: Cluster | undefined
  /** Do without the lock, and say nothing of its absence. */
  readonly noLock?: boolean
  /** Restart what serves the targets, so that the calls under way there end. */
  readonly restartBridge?: boolean
  /** How the targets are called to see that they are dark. */
  readonly probe?: ProbeRequest | undefined
  /** `user@host` */
  readonly localUser: string
  /** The URL of what it is done for. */
  readonly incident?: string | undefined
  readonly toolVersion?: string | undefined
  readonly newId: string
  readonly now: () => Date
}

export interface PreparedRevoke {
  readonly options: RevokeOptions
  readonly head: RevocationHead
  readonly plan: Plan
  readonly targets: readonly Target[]
  readonly shared: readonly ResourceRef[]
  readonly unseen: readonly string[]
  readonly missing: readonly string[]
  /** What the plan can not do, known before it is carried out. */
  readonly problems: readonly Problem[]
  /** Of the named things, those that are revoked already and stand nowhere. */
  readonly already: readonly ResourceRef[]
  readonly owners: readonly OwnerChange[]
  /** What stood in the cluster, by refKey. */
  readonly stood: ReadonlyMap<string, Resource>
  /** Undefined where none is to be restarted. */
  readonly bridges: FoundBridges | undefined
  /** What a probe would call. */
  readonly probed: readonly Probed[]
  readonly startedAt: Date
}

/** How often an object that is edited all the while is recorded anew before the run gives up. */
const ATTEMPTS = 5

interface Planned {
  readonly plan: Plan
  /** Files of which something can not be taken out. */
  readonly refused: readonly UserError[]
}

interface Choice {
  readonly targets: readonly Target[]
  readonly already: readonly ResourceRef[]
  readonly bridges: FoundBridges | undefined
}

const planFor = (
  head: RevocationHead,
  { targets, already, bridges }: Choice,
  { folder, cluster }: World,
  { all = false, noLock = false }: RevokeOptions,
): Planned => {
  const keys = targets.flatMap(({ ref, part }) => (part === undefined ? [refKey(ref)] : []))
  const taken = folder === undefined ? undefined : takeOut(folder, keys)
  const canLock = cluster?.unlockable === undefined && !noLock
  const plan = planRevoke({
    head,
    targets,
    gone: already,
    restarts: restartSteps(bridges?.bridges ?? [], restartAt(head)),
    everything: all && cluster?.unseen.length === 0 && cluster.others !== undefined,
    ...(folder === undefined || taken === undefined
      ? {}
      : { folder: { records: folder.records, holds: (key) => folder.held.has(key), ...taken } }),
    ...(cluster === undefined ? {} : { cluster: { ...cluster, locks: canLock ? cluster.locks : undefined } }),
  })
  return { plan, refused: taken?.refused ?? [] }
}

/** The same however often it is tried, so that there is one restart. */
const restartAt = ({ when }: RevocationHead): string => `${when.slice(0, 19)}Z`

const RESPONDER = 'the role agentgw-responder has all that revoke needs (docs/install-rbac.md)'

/** Whatever keeps us from looking, the user must hear first that nothing is off yet. */
export const nothingRevoked = (error: unknown): unknown =>
  error instanceof ClusterError
    ? new ClusterError(
        error.code,
        error.status,
        `nothing was revoked, and the target is still live: ${error.message}`,
        {
          hint: [
            error.code === 'forbidden' ? `${error.hint ?? ''}: ${RESPONDER}` : error.hint,
            '`--local` takes it out of the folder alone; what else cuts it off now: the credential at its provider, the load balancer',
          ]
            .filter(Boolean)
            .join('; '),
          exit: error.exit,
        },
      )
    : error

/** Looks, chooses and plans; changes nothing. */
export const prepareRevoke = async (options: RevokeOptions): Promise<PreparedRevoke> => {
  const startedAt = options.now()
  const selection = selectionOf(options)
  const [world, who] = await Promise.all([look(options), options.cluster?.whoAmI()]).catch(
    (error: unknown) => {
      throw nothingRevoked(error)
    },
  )
  const standing = standingOf(world.folder, world.cluster)
  const revoked = revokedAlready(selection, standing, world)
  const already = revoked.map(({ ref }) => ref)
  const { targets, shared } = chooseTargets(selection, standing, already)
  const missing = missingOf(selection, options.selector, targets, revoked, [...standing.values()])

  const head: RevocationHead = {
    id: options.newId,
    reason: options.reason,
    who: who ?? options.localUser,
    localUser: options.localUser,
    ...(options.incident === undefined ? {} : { incident: options.incident }),
    when: startedAt.toISOString(),
    ...(options.toolVersion === undefined ? {} : { toolVersion: options.toolVersion }),
    ...(options.cluster === undefined
      ? {}
      : { cluster: { context: options.cluster.context, server: options.cluster.server } }),
  }
  const routes = (world.cluster?.unseen ?? []).filter(({ kind }) => isRoute(kind.kind))
  const bridges =
    options.restartBridge === true && options.cluster !== undefined
      ? await findBridges(options.cluster, [...targets, ...already.map((ref) => ({ ref }))], world)
      : undefined
  const { plan, refused } = planFor(head, { targets, already, bridges }, world, options)
  return {
    options,
    head,
    plan,
    targets,
    shared,
    unseen: [...new Set(routes.map(({ kind }) => kind.kind))],
    missing: missing.map(({ word }) => word),
    problems: [
      ...missing.map(({ problem }) => problem),
      ...notSeen(selection, world.cluster),
      ...refused.map(asProblem),
    ],
    already,
    bridges,
    owners: ownersOfTargets(
      targets.filter(({ part }) => part === undefined),
      world.cluster?.live,
      world.folder,
    ),
    stood: world.cluster?.live ?? new Map(),
    probed: probedOf(targets, (ref) => standing.get(refKey(ref))),
    startedAt,
  }
}

/** Carries the plan out, and reports what was seen at the end. */
export const revoke = async (prepared: PreparedRevoke, signal?: AbortSignal): Promise<RevokeReport> => {
  const { options, probed } = prepared
  const now = (): number => options.now().getTime()
  const probes = options.probe === undefined ? undefined : await startProbes(options.probe, probed, now)
  try {
    return await withLock(options.workspace.root, () => carryOut(prepared, probes, signal))
  } finally {
    await probes?.close()
  }
}

const carryOut = async (
  { options, head, targets, already, bridges, ...prepared }: PreparedRevoke,
  probes: Probes | undefined,
  signal: AbortSignal | undefined,
): Promise<RevokeReport> => {
  const runners = killSwitchRunners(options.workspace.root, options.cluster, waitingOf(options.now, signal))
  let failures: UserError[] = []
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // Somebody may have changed what the plan was made from, even while the user was asked.
    const world = await look(options).catch((error: unknown) => {
      if (attempt === 1 || !(error instanceof ClusterError)) throw error
      // Something was done already: what of it, is told in the end.
      failures.push(error)
    })
    if (world === undefined) break
    const { plan } = planFor(head, { targets, already, bridges }, world, options)
    failures = await run(plan, runners, signal)
    if (!failures.some(({ code }) => code === 'changed-meanwhile' || code === 'file-changed')) break
  }

  const { seen: last, blind } = await lookAgain(options)
  const all: readonly Target[] = [...targets, ...already.map((ref): Target => ({ ref, because: 'named' }))]
  const taken = await untilTaken(options.cluster, last, all, waitingOf(options.now, signal))
  const { seen, controller } = taken
  const unsaved = await settleRevoked(options, taken, all)
  const probed = await probes?.after(signal)
  const restarts =
    bridges === undefined || options.cluster === undefined
      ? undefined
      : await lookAtBridges(options.cluster, bridges, restartAt(head))
  const startedAt = prepared.startedAt.getTime()
  const reports = reportTargets(all, taken, { ...options, probed, startedAt })
  const gone = targets.length > 0 && reports.every(({ verdict }) => isOff(verdict))
  const darkAfterMs = gone ? options.now().getTime() - startedAt : undefined
  const told = await tellOthers(
    {
      action: 'revoke',
      ...head,
      localUser: options.localUser,
      attempted: targets.length > 0,
      targets: reports.map((report) => {
        const object = prepared.stood.get(refKey(report.ref))
        const isNew = object !== undefined && ['removed', 'denied'].includes(report.cluster)
        return { ...report, isNew, uid: object?.metadata.uid }
      }),
    },
    options,
    seen.folder?.records ?? [],
    signal,
  )
  return {
    head,
    targets: reports,
    missing: prepared.missing,
    ...(restarts === undefined ? {} : { restarted: restarts.restarted }),
    shared: prepared.shared,
    unseen: prepared.unseen,
    problems: [
      ...prepared.problems,
      ...problemsOf([...failures, ...blind], seen, options.words),
      ...stillLive(reports),
      // Whole objects that could not be looked at from the start were told then.
      ...unseenSides(
        reports.filter(
          ({ part }) => part !== undefined || prepared.problems.every(({ code }) => code !== 'not-seen'),
        ),
        seen.cluster,
      ),
      ...notTaken(reports, controller),
      ...(options.noLock === true ? [] : notLocked(reports, seen.cluster)),
      ...notDark(all, probed),
      ...unsaved,
      ...(restarts?.problems ?? []),
      ...told.problems,
    ],
    owners: prepared.owners,
    commit: told.commit,
    notes: [
      ...prefixNotes(reports, prepared.stood),
      ...denialNotes(reports, controller),
      ...(restarts?.notes ?? []),
      ...told.notes,
    ],
    darkAfterMs,
  }
}
