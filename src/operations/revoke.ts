/**
 * The kill switch: records what stands, takes it out of the cluster and the folder, and looks whether it is gone.
 *
 * What is done next is always planned from what is there now. So a run that was cut off, an object that was
 * edited between record and delete, and a second revoke of the same thing are one case: plan again, do the rest.
 */
import { execute } from '../apply/execute.ts'
import { killSwitchRunners } from '../apply/kill-switch-runners.ts'
import type { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError } from '../model/cluster-error.ts'
import type { Event } from '../model/event.ts'
import type { Problem, RevokedTargetReport, RevokeReport } from '../model/kill-switch-report.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { activeTargets, type RevocationHead } from '../model/revocation.ts'
import type { Workspace } from '../model/settings.ts'
import type { Plan } from '../model/step.ts'
import { planRevoke, type Target } from '../plan/revoke.ts'
import { chooseTargets, means, parseTarget, REVOCABLE } from '../plan/revoke-targets.ts'
import { settle } from '../plan/settle.ts'
import { type ClusterSide, readClusterSide } from './kill-switch/cluster-side.ts'
import { type FolderSide, readFolderSide, takeOut } from './kill-switch/folder-side.ts'
import { saveSettled } from './kill-switch/save.ts'
import { standingOf } from './kill-switch/standing.ts'
import { notFound, partAfterRevoke, problemsOf, stillLive } from './kill-switch/verdict.ts'

export interface RevokeOptions {
  readonly words: readonly string[]
  readonly reason: string
  readonly namespace: string
  readonly workspace: Workspace
  /** Undefined: the folder's part alone. */
  readonly cluster: Cluster | undefined
  readonly localUser: string
  readonly newId: string
  readonly now: () => Date
}

interface World {
  readonly folder: FolderSide | undefined
  readonly cluster: ClusterSide | undefined
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
  readonly startedAt: Date
}

/** How often an object that is edited all the while is recorded anew before the run gives up. */
const ATTEMPTS = 5

const look = async ({ workspace, cluster, namespace }: RevokeOptions): Promise<World> => {
  const [folder, live] = await Promise.all([
    readFolderSide(workspace),
    cluster === undefined ? undefined : readClusterSide(cluster, namespace),
  ])
  return { folder, cluster: live }
}

const planFor = (head: RevocationHead, targets: readonly Target[], { folder, cluster }: World): Plan =>
  planRevoke({
    head,
    targets,
    ...(folder === undefined
      ? {}
      : {
          folder: {
            records: folder.records,
            ...takeOut(
              folder,
              targets.map(({ ref }) => refKey(ref)),
            ),
          },
        }),
    ...(cluster === undefined ? {} : { cluster }),
  })

/** Whatever keeps us from looking, the user must hear first that nothing is off yet. */
const nothingRevoked = (error: unknown): unknown =>
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
  const unseen = world.cluster?.unseen ?? []
  const blind =
    unseen.find(({ kind }) => names.every((name) => name.kind === kind)) ??
    (unseen.length === REVOCABLE.length ? unseen[0] : undefined)
  if (blind !== undefined) throw nothingRevoked(blind.error)
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
    when: startedAt.toISOString(),
    ...(options.cluster === undefined
      ? {}
      : { cluster: { context: options.cluster.context, server: options.cluster.server } }),
  }
  return {
    options,
    head,
    plan: planFor(head, targets, world),
    targets,
    shared,
    unseen: unseen.map(({ kind }) => kind.kind),
    missing: missing.map(({ word }) => word),
    problems: missing.map(({ word }) => notFound(word)),
    already,
    startedAt,
  }
}

/** Carries the plan out; yields what happens, and returns what was seen at the end. */
export async function* revoke(prepared: PreparedRevoke): AsyncGenerator<Event, RevokeReport> {
  const { options, head, targets, already } = prepared
  const refs = [...targets.map(({ ref }) => ref), ...already]
  const keys = new Set(refs.map(refKey))
  let { plan } = prepared
  let failures = new Map<string, UserError>()
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    failures = new Map()
    for await (const event of execute(plan, killSwitchRunners(options.workspace.root, options.cluster))) {
      if (event.outcome === 'failed') failures.set(event.step.subject, event.error)
      yield event
    }
    const moved = [...failures.values()].some(
      ({ code }) => code === 'changed-meanwhile' || code === 'file-changed',
    )
    if (!moved) break
    plan = planFor(head, targets, await look(options))
  }

  const seen = await look(options)
  const settled = await saveSettled(
    options,
    settle(seen.folder?.records ?? [], keys, (ref) => seen.folder?.held.has(refKey(ref)) ?? false, 'revoke'),
    settle(
      seen.cluster?.records ?? [],
      keys,
      (ref) => seen.cluster?.live.has(refKey(ref)) ?? false,
      'revoke',
    ),
  )
  const ids = new Map<string, string>()
  for (const records of [seen.folder?.records ?? [], seen.cluster?.records ?? []])
    for (const [key, { record }] of activeTargets<unknown>(records)) ids.set(key, record.id)

  const because = new Map(targets.map((target) => [refKey(target.ref), target.because]))
  const reports = refs.map((ref): RevokedTargetReport => {
    const key = refKey(ref)
    const parts = partAfterRevoke(ref, seen.folder, seen.cluster)
    const standing = parts.cluster === 'still there' || parts.folder === 'still there'
    return {
      ref,
      because: because.get(key) ?? 'named',
      id: ids.get(key),
      ...parts,
      verdict: standing ? 'still live' : 'removed (not probed)',
      locked: false,
    }
  })
  const dark = targets.length > 0 && reports.every(({ verdict }) => verdict !== 'still live')
  return {
    head,
    targets: reports,
    missing: prepared.missing,
    shared: prepared.shared,
    unseen: prepared.unseen,
    problems: [
      ...prepared.problems,
      ...problemsOf(failures, seen.folder, options.words),
      ...stillLive(reports),
      ...settled,
    ],
    darkAfterMs: dark ? options.now().getTime() - prepared.startedAt.getTime() : undefined,
  }
}
