/** Takes out of a cluster what `install` put there, and nothing else. */
import { readClusterJournal } from '../apply/cluster-journal.ts'
import { type Done, execute } from '../apply/execute.ts'
import { readLocks } from '../apply/locks.ts'
import { UserError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Cluster, KindRef } from '../model/cluster.ts'
import { isClusterError } from '../model/cluster-error.ts'
import { CRD } from '../model/install.ts'
import { isOwn, KINDS, PREFIX, SYSTEM_NAMESPACE } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refLabel, refOf } from '../model/resource.ts'
import { isActive } from '../model/revocation.ts'
import { finalizersOf } from '../model/same-object.ts'
import type { UninstalledObject } from '../model/uninstall.ts'
import type { Standing } from '../plan/install.ts'
import {
  planUninstall,
  type Surroundings,
  type UninstallChoice,
  type UninstallPlan,
} from '../plan/uninstall.ts'
import { installedObjects, type ManifestsOptions, standingOf } from './install.ts'

export interface UninstallOptions extends ManifestsOptions, UninstallChoice {
  readonly cluster: Cluster
}

export interface Prepared extends UninstallPlan {
  readonly standings: readonly Standing[]
  /** Objects that go with their kinds. */
  readonly objects: readonly Resource[]
  /** How many past revocations are forgotten with the namespace. */
  readonly records: number
}

const WITHIN = 60_000
const EVERY = 200

const listed = async (cluster: Cluster, kind: KindRef, namespace?: string): Promise<Resource[]> => {
  try {
    return await cluster.list(kind, { metadataOnly: true, ...(namespace === undefined ? {} : { namespace }) })
  } catch (error) {
    if (isClusterError(error, 'kind-not-served')) return []
    throw error
  }
}

/** What people put into a namespace; what these make (ReplicaSets, EndpointSlices) is not looked for. */
const LOOKED_FOR: readonly KindRef[] = [
  ...['Secret', 'ConfigMap', 'ServiceAccount', 'Service', 'Pod'].map((kind) => ({ apiVersion: 'v1', kind })),
  { apiVersion: 'apps/v1', kind: 'Deployment' },
]

const isForeign = ({ kind, metadata: { name, labels = {} } }: Resource): boolean =>
  !Object.keys(labels).some((label) => label.startsWith(`${PREFIX}/`)) &&
  !(kind === 'ConfigMap' && name === 'kube-root-ca.crt') &&
  !(kind === 'ServiceAccount' && name === 'default')

const lookAround = async (
  options: UninstallOptions,
): Promise<Surroundings & { readonly records: number }> => {
  const { cluster } = options
  const desired = await installedObjects(options)
  const standings = await Promise.all(desired.map((resource) => standingOf(cluster, resource)))
  const own = KINDS.filter(({ kind }) => isOwn(kind))
  const [journal, locks, objects, inside] = await Promise.all([
    readClusterJournal(cluster),
    readLocks(cluster),
    Promise.all(own.map((kind) => listed(cluster, kind))),
    Promise.all(options.crdsOnly ? [] : LOOKED_FOR.map((kind) => listed(cluster, kind, SYSTEM_NAMESPACE))),
  ])
  const active = journal.records.filter(({ targets }) => targets.some(({ phase }) => isActive(phase)))
  return {
    standings,
    revoked: [...active.map(({ id }) => id), ...journal.damaged.map(({ message }) => message)],
    locks: locks.size,
    objects: objects.flat(),
    foreign: inside.flat().filter(isForeign),
    records: journal.records.length,
  }
}

/** Looks and plans, and changes nothing. Throws where something is in the way (plan/uninstall.ts). */
export const prepareUninstall = async (options: UninstallOptions): Promise<Prepared> => {
  const around = await lookAround(options)
  const planned = planUninstall(around, options)
  const goes = (kind: string): boolean =>
    planned.plan.stages.flat().some((step) => step.do === 'delete' && step.ref.kind === kind)
  return {
    ...planned,
    standings: around.standings,
    objects: goes(CRD) ? around.objects : [],
    records: goes('Namespace') ? around.records : 0,
  }
}

export interface UninstallRun {
  readonly cluster: Cluster
  readonly dryRun: 'none' | 'client' | 'server'
  readonly clock: Clock
  readonly signal?: AbortSignal
}

/** Throws `not-gone`; ends early, with false, where the waiting is interrupted. */
const untilGone = async (seen: Resource, ref: ResourceRef, run: UninstallRun): Promise<boolean> => {
  const { cluster, clock, signal } = run
  const deadline = clock.now() + WITHIN
  for (;;) {
    const live = await cluster.get(ref).catch((error: unknown) => {
      if (isClusterError(error, 'kind-not-served')) return undefined
      throw error
    })
    if (live === undefined || live.metadata.uid !== seen.metadata.uid) return true
    if (signal?.aborted) return false
    if (clock.now() > deadline) {
      const holding = finalizersOf(live)
      throw new UserError(
        'not-gone',
        `${refLabel(ref)} is being deleted, and stands after ${WITHIN / 1000} s${holding.length > 0 ? `: finalizers ${holding.join(', ')}` : ''}`,
        { hint: 'run the command again, it goes on waiting; `kubectl get … -o yaml` shows what holds it' },
      )
    }
    await clock.sleep(EVERY, signal).catch(() => undefined)
  }
}

/** Deletes exactly what was seen, stage by stage, and waits until it is gone. */
export const uninstall = async (
  { plan, kept, standings }: Prepared,
  run: UninstallRun,
): Promise<UninstalledObject[]> => {
  const states = new Map<string, Omit<UninstalledObject, 'ref'>>()
  const waiting = new Set<string>()
  const remove = async (seen: Resource, ref: ResourceRef, subject: string): Promise<Done> => {
    const { uid } = seen.metadata
    const dryRun = run.dryRun === 'server'
    const there = await run.cluster.delete(ref, { dryRun, ...(uid === undefined ? {} : { uid }) })
    if (!dryRun && there && !(await untilGone(seen, ref, run))) waiting.add(subject)
    return { outcome: there ? 'done' : 'unchanged' }
  }
  if (run.dryRun === 'client')
    for (const { subject } of plan.stages.flat()) states.set(subject, { state: 'deleted' })
  else
    for await (const event of execute(
      plan,
      { delete: ({ seen, ref, subject }) => remove(seen, ref, subject) },
      run.signal === undefined ? {} : { signal: run.signal },
    )) {
      const { subject } = event.step
      if (event.outcome === 'failed') states.set(subject, { state: 'failed', error: event.error })
      else if (event.outcome === 'skipped') states.set(subject, { state: 'skipped' })
      else if (waiting.has(subject)) states.set(subject, { state: 'deleting' })
      else states.set(subject, { state: event.outcome === 'done' ? 'deleted' : 'absent' })
    }
  return standings.toReversed().map(({ desired }) => {
    const ref = refOf(desired)
    const why = kept.get(refKey(ref))
    return {
      ref,
      ...(why === undefined ? (states.get(refKey(ref)) ?? { state: 'absent' }) : { state: 'kept', why }),
    }
  })
}
