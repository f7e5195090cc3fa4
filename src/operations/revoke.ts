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
import type { Problem, RevokedTargetReport, RevokeReport } from '../model/kill-switch-report.ts'
import { isRoute } from '../model/kinds.ts'
import type { OwnerChange } from '../model/owner.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { activeTargets, type Named, type RevocationHead } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { planRevoke, type Target } from '../plan/revoke.ts'
import { chooseTargets, means, parseTarget } from '../plan/revoke-targets.ts'
import { settle } from '../plan/settle.ts'
import { type TellingOptions, tellOthers } from './kill-switch/afterwards.ts'
import { isUnseen } from './kill-switch/cluster-side.ts'
import { takeOut } from './kill-switch/folder-side.ts'
import { look, lookAgain, type World } from './kill-switch/look.ts'
import { ownersOfTargets } from './kill-switch/owned.ts'
import { run } from './kill-switch/run.ts'
import { saveSettled } from './kill-switch/save.ts'
import { standingOf } from './kill-switch/standing.ts'
import {
  asProblem,
  notFound,
  notSeen,
  partsAfterRevoke,
  problemsOf,
  stillLive,
  verdictOf,
} from './kill-switch/verdict.ts'

export interface RevokeOptions extends TellingOptions {
  readonly words: readonly string[]
  readonly reason: string
  readonly namespace: string
  readonly workspace: Workspace
  /** Undefined: the folder's part alone. */
  readonly cluster: Cluster | undefined
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
  readonly startedAt: Date
}

/** How often an object that is edited all the while is recorded anew before the run gives up. */
const ATTEMPTS = 5

interface Planned {
  readonly plan: Plan
  /** Files of which something can not be taken out. */
  readonly refused: readonly UserError[]
}

const planFor = (head: RevocationHead, targets: readonly Target[], { folder, cluster }: World): Planned => {
  const keys = targets.map(({ ref }) => refKey(ref))
  const taken = folder === undefined ? undefined : takeOut(folder, keys)
  const plan = planRevoke({
    head,
    targets,
    ...(folder === undefined || taken === undefined ? {} : { folder: { records: folder.records, ...taken } }),
    ...(cluster === undefined ? {} : { cluster }),
  })
  return { plan, refused: taken?.refused ?? [] }
}

/** Whatever keeps us from looking, the user must hear first that nothing is off yet. */
export const nothingRevoked = (error: unknown): unknown =>
  error instanceof ClusterError
    ? new ClusterError(
        error.code,
        error.status,
        `nothing was revoked, and the target is still live: ${error.message}`,
        {
          hint: [
            error.hint,
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
  const names = options.words.map(parseTarget)
  const [world, who] = await Promise.all([look(options), options.cluster?.whoAmI()]).catch(
    (error: unknown) => {
      throw nothingRevoked(error)
    },
  )
  const { targets, shared } = chooseTargets(names, options.namespace, standingOf(world.folder, world.cluster))

  const active = new Map<string, ResourceRef>()
  for (const records of [world.folder?.records ?? [], world.cluster?.records ?? []])
    for (const [key, { target }] of activeTargets<unknown>(records)) active.set(key, target.ref)
  const standing = new Set(targets.map(({ ref }) => refKey(ref)))
  const already = [...active.values()].filter(
    (ref) => !standing.has(refKey(ref)) && names.some((name) => means(name, options.namespace, ref)),
  )
  const found = [...targets.map(({ ref }) => ref), ...already]
  const missing = names.filter((name) => !found.some((ref) => means(name, options.namespace, ref)))

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
  const { plan, refused } = planFor(head, targets, world)
  return {
    options,
    head,
    plan,
    targets,
    shared,
    unseen: [...new Set(routes.map(({ kind }) => kind.kind))],
    missing: missing.map(({ word }) => word),
    problems: [
      ...missing.map(({ word }) => notFound(word)),
      ...notSeen(names, options.namespace, world.cluster),
      ...refused.map(asProblem),
    ],
    already,
    owners: ownersOfTargets(targets, world.cluster?.live, world.folder),
    stood: world.cluster?.live ?? new Map(),
    startedAt,
  }
}

/** Carries the plan out, and reports what was seen at the end. */
export const revoke = (prepared: PreparedRevoke, signal?: AbortSignal): Promise<RevokeReport> =>
  withLock(prepared.options.workspace.root, () => carryOut(prepared, signal))

const carryOut = async (
  { options, head, targets, already, ...prepared }: PreparedRevoke,
  signal: AbortSignal | undefined,
): Promise<RevokeReport> => {
  const runners = killSwitchRunners(options.workspace.root, options.cluster)
  let failures: UserError[] = []
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    // Somebody may have changed what the plan was made from, even while the user was asked.
    const { plan } = planFor(head, targets, await look(options))
    failures = await run(plan, runners, signal)
    if (!failures.some(({ code }) => code === 'changed-meanwhile' || code === 'file-changed')) break
  }

  const { seen, blind } = await lookAgain(options)
  const refs = [...targets.map(({ ref }) => ref), ...already]
  const keys = new Set(refs.map(refKey))
  const inFolder = ({ ref }: Named): boolean => seen.folder?.held.has(refKey(ref)) ?? false
  const inCluster = ({ ref }: Named): boolean =>
    seen.cluster === undefined || seen.cluster.live.has(refKey(ref)) || isUnseen(seen.cluster, ref)
  const unsaved = await saveSettled(
    options,
    settle(seen.folder?.records ?? [], keys, inFolder, 'revoke'),
    settle(seen.cluster?.records ?? [], keys, inCluster, 'revoke'),
  )

  const ids = new Map<string, string>()
  for (const records of [seen.folder?.records ?? [], seen.cluster?.records ?? []])
    for (const [key, { record }] of activeTargets<unknown>(records)) ids.set(key, record.id)
  const because = new Map(targets.map((target) => [refKey(target.ref), target.because]))
  const reports = refs.map((ref): RevokedTargetReport => {
    const key = refKey(ref)
    const parts = partsAfterRevoke(ref, seen, options.cluster !== undefined)
    return {
      ref,
      because: because.get(key) ?? 'named',
      id: ids.get(key),
      ...parts,
      verdict: verdictOf(parts),
      locked: false,
    }
  })
  const told = await tellOthers(
    {
      action: 'revoke',
      ...head,
      localUser: options.localUser,
      attempted: targets.length > 0,
      targets: reports.map((report) => {
        const object = prepared.stood.get(refKey(report.ref))
        const isNew = object !== undefined && report.cluster === 'removed'
        return { ...report, isNew, uid: object?.metadata.uid }
      }),
    },
    options,
    seen.folder?.records ?? [],
    signal,
  )
  const gone = targets.length > 0 && reports.every(({ verdict }) => verdict === 'removed (not probed)')
  return {
    head,
    targets: reports,
    missing: prepared.missing,
    shared: prepared.shared,
    unseen: prepared.unseen,
    problems: [
      ...prepared.problems,
      ...problemsOf([...failures, ...blind], seen, options.words),
      ...stillLive(reports),
      ...unsaved,
      ...told.problems,
    ],
    owners: prepared.owners,
    commit: told.commit,
    notes: told.notes,
    darkAfterMs: gone ? options.now().getTime() - prepared.startedAt.getTime() : undefined,
  }
}
