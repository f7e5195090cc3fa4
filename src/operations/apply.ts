/** Brings the cluster to what is desired: compares, plans, and applies what differs. */
import { execute } from '../apply/execute.ts'
import { applyRunners } from '../apply/runners/apply.ts'
import type { UserError } from '../errors.ts'
import type { Resource } from '../model/resource.ts'
import { refKey } from '../model/resource.ts'
import type { AppliedObject, ApplyOutcome, ObjectState } from '../model/sync.ts'
import { planApply } from '../plan/apply.ts'
import { type CompareOptions, compareWithCluster } from './state.ts'

export interface ApplyOptions extends CompareOptions {
  /** `client`: says what would be done. `server`: asks the API server too. */
  readonly dryRun?: 'none' | 'client' | 'server'
  readonly signal?: AbortSignal
}

/**
 * Applies exactly these objects, which must be valid, in dependency order; yields each as its turn ends, first those
 * with nothing to do. An object that fails does not hold up the others. Throws a ClusterError before anything is
 * written where the cluster can not be compared with: unreachable, a kind that is not served, no right to look.
 */
export async function* applyResources(
  resources: readonly Resource[],
  options: ApplyOptions,
): AsyncGenerator<AppliedObject> {
  yield* applyStates(await compareWithCluster(resources, options), options)
}

const OUTCOME = {
  InSync: 'unchanged',
  Drifted: 'configured',
  OnlyInFolder: 'created',
  Revoked: 'revoked',
  Invalid: 'skipped',
} as const satisfies Record<ObjectState['state'], ApplyOutcome>

/** A dry run makes no namespaces, so what goes into a new one can't be asked about. */
const askable = (states: readonly ObjectState[]): ((object: ObjectState) => boolean) => {
  const coming = new Set(
    states.flatMap(({ ref, state }) =>
      ref.kind === 'Namespace' && state === 'OnlyInFolder' ? [ref.name] : [],
    ),
  )
  return ({ ref }) => ref.namespace === undefined || !coming.has(ref.namespace)
}

/** Why it is not even tried: no field manager would object, because both folders apply as the same one. */
const refusal = ({ problem }: ObjectState): UserError | undefined =>
  problem?.code === 'owned-by-other-folder' ? problem : undefined

/** The same for objects that were compared already, with the same `force`. */
export async function* applyStates(
  states: readonly ObjectState[],
  { cluster, force = false, dryRun = 'none', signal }: Omit<ApplyOptions, 'revoked' | 'settings'>,
): AsyncGenerator<AppliedObject> {
  const isAskable = dryRun === 'server' ? askable(states) : () => true
  const plan = planApply(
    states.filter((object) => refusal(object) === undefined && isAskable(object)),
    force,
  )
  const tried = new Map<string, ObjectState>()
  const subjects = new Set(dryRun === 'client' ? [] : plan.stages.flat().map(({ subject }) => subject))
  for (const object of states) {
    const key = refKey(object.ref)
    const error = refusal(object)
    if (error !== undefined) yield { object, outcome: 'failed', error }
    else if (subjects.has(key)) tried.set(key, object)
    else yield { object, outcome: OUTCOME[object.state] }
  }
  if (dryRun === 'client') return
  const events = execute(
    plan,
    applyRunners(cluster, { dryRun: dryRun === 'server' }),
    signal ? { signal } : {},
  )
  for await (const event of events) {
    const object = tried.get(event.step.subject)
    if (object === undefined) continue
    if (event.outcome === 'failed') yield { object, outcome: 'failed', error: event.error }
    else if (event.outcome === 'skipped') yield { object, outcome: 'skipped' }
    else if (dryRun === 'server') yield { object, outcome: OUTCOME[object.state] }
    else yield { object: { ...object, state: 'InSync' }, outcome: OUTCOME[object.state] }
  }
}
