/** Brings the cluster to what is desired: compares, plans, and applies what differs. */
import { execute } from '../apply/execute.ts'
import { applyRunners } from '../apply/runners/apply.ts'
import type { UserError } from '../errors.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError } from '../model/cluster-error.ts'
import type { Event } from '../model/event.ts'
import { mapSome } from '../model/map-some.ts'
import type { Resource } from '../model/resource.ts'
import { refKey } from '../model/resource.ts'
import type { Plan, Step } from '../model/step.ts'
import type { AppliedObject, ApplyOutcome, ObjectState } from '../model/sync.ts'
import { isWritten, planApply, planPrune } from '../plan/apply.ts'
import { conflictOf, withLastWrite } from '../plan/conflict.ts'
import { rejectedAs } from '../plan/rejected.ts'
import type { Agreements } from './agreements.ts'
import { askNew, type CompareOptions, compareWithCluster } from './state.ts'

export interface ApplyOptions extends CompareOptions {
  /** `client`: says what would be done. `server`: asks the API server too. */
  readonly dryRun?: 'none' | 'client' | 'server'
  readonly signal?: AbortSignal
  /** Hears of each object as the first request that changes it is about to be made. */
  readonly onBegin?: (object: ObjectState) => void
}

type RunOptions = Omit<ApplyOptions, 'revoked' | 'settings'>

/**
 * Applies exactly these objects, which must be valid, in dependency order; yields each as its turn ends, first those
 * with nothing to do. An object that fails does not hold up the others. Throws a ClusterError before anything is
 * written where the cluster does not answer.
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
  OnlyInCluster: 'pruned',
  Revoked: 'revoked',
  Invalid: 'skipped',
  Unknown: 'failed',
} as const satisfies Record<ObjectState['state'], ApplyOutcome>

const isNewNamespace = ({ ref, state }: ObjectState): boolean =>
  ref.kind === 'Namespace' && state === 'OnlyInFolder'

/** A dry run makes no namespaces, so what goes into a new one can't be asked about. */
const askable = (states: readonly ObjectState[]): ((object: ObjectState) => boolean) => {
  const coming = new Set(states.filter(isNewNamespace).map(({ ref }) => ref.name))
  return ({ ref }) => ref.namespace === undefined || !coming.has(ref.namespace)
}

/** What goes into a new namespace, and only the server knows what applying it leaves. */
const unasked = (states: readonly ObjectState[]): ReadonlySet<ObjectState> => {
  const isAskable = askable(states)
  const isUnknown = ({ leaves, problem, ref }: ObjectState): boolean =>
    leaves === undefined && problem === undefined && ref.kind !== 'Secret'
  return new Set(states.filter((object) => !isAskable(object) && isUnknown(object)))
}

/**
 * No field manager would object to another folder, because both apply as the same one, nor to what is leaving; and who
 * may not see what an apply would change must not make it.
 */
const NOT_TRIED: readonly (string | undefined)[] = ['owned-by-other-folder', 'being-deleted', 'forbidden']

/** Why it is not even tried. The client's dry run tries nothing. */
const refusal = (
  object: ObjectState,
  force: (ref: ObjectState['ref']) => boolean,
  isTried: boolean,
): UserError | undefined => {
  const { state, problem, ref } = object
  if (state !== 'Revoked' && (!isTried || NOT_TRIED.includes(problem?.code)) && problem !== undefined)
    return problem
  return force(ref) ? undefined : conflictOf(object)
}

/** What the folder and the cluster now agree on, once an object's turn has ended. */
const remember = (agreements: Agreements | undefined, { object, outcome }: AppliedObject): void => {
  const { ref, leaves, live } = object
  if (outcome === 'created' || outcome === 'configured' || (outcome === 'unchanged' && object.renews)) {
    if (leaves !== undefined) agreements?.agree(ref, leaves)
  } else if (outcome === 'pruned') agreements?.forget(ref)
  else if (outcome === 'unchanged' && live !== undefined) agreements?.met(live)
}

/** The same for objects that were compared already, with the same `force`; what is left over is taken out. */
export async function* applyStates(
  states: readonly ObjectState[],
  options: RunOptions,
): AsyncGenerator<AppliedObject> {
  const { agreements, dryRun = 'none' } = options
  if (dryRun !== 'none') {
    yield* run(states, options)
    return
  }
  for await (const applied of runAsking(states, options)) {
    remember(agreements, applied)
    yield applied
  }
  await agreements?.save()
}

/** Where some could not be asked about, it is once its namespace stands: before it is written, not to be somebody's change later. */
async function* runAsking(
  states: readonly ObjectState[],
  options: RunOptions,
): AsyncGenerator<AppliedObject> {
  const { cluster, signal } = options
  const late = unasked(states)
  if (late.size === 0) {
    yield* run(states, options)
    return
  }
  const namespaces = new Set([...late].map(({ ref }) => ref.namespace))
  const isFirst = (object: ObjectState): boolean => isNewNamespace(object) && namespaces.has(object.ref.name)
  yield* run(states.filter(isFirst), options)
  const rest = states.filter((object) => !isFirst(object))
  const asked = await mapSome(rest, async (object) =>
    late.has(object) && signal?.aborted !== true ? askLate(cluster, object) : object,
  )
  yield* run(asked, options)
}

/** A failure to ask is one to write, too, and is told then: by now something was written. */
const askLate = async (cluster: Cluster, object: ObjectState): Promise<ObjectState> => {
  try {
    return object.desired === undefined ? object : await askNew(cluster, object.desired)
  } catch (error) {
    if (error instanceof ClusterError) return object
    throw error
  }
}

async function* run(
  states: readonly ObjectState[],
  { cluster, force = () => false, dryRun = 'none', signal, onBegin, agreements }: RunOptions,
): AsyncGenerator<AppliedObject> {
  const isAskable = dryRun === 'server' ? askable(states) : () => true
  const refused = new Map<ObjectState, UserError>()
  for (const object of states) {
    const error = refusal(object, force, dryRun !== 'client' && isAskable(object))
    if (error !== undefined) refused.set(object, error)
  }
  const wanted = states.filter((object) => !refused.has(object) && isAskable(object))
  const isIdle = !wanted.some(isWritten)
  const commit = dryRun !== 'none' || isIdle ? undefined : await agreements?.commit()
  const plan = planApply(wanted, { force, commit })
  const pruning = planPrune(states)
  const tried = new Map<string, ObjectState>()
  const subjects = new Set(
    dryRun === 'client'
      ? []
      : [plan, pruning].flatMap(({ stages }) => stages.flat()).map((step) => step.subject),
  )
  for (const object of states) {
    const key = refKey(object.ref)
    const error = refused.get(object)
    if (error !== undefined) yield { object, outcome: 'failed', error }
    else if (subjects.has(key)) tried.set(key, object)
    else {
      const outcome = object.kept === undefined ? OUTCOME[object.state] : 'unchanged'
      yield { object, outcome, ...(isAskable(object) ? {} : { isUnasked: true }) }
    }
  }
  if (dryRun === 'client') return

  if (dryRun === 'none') {
    for (const { ref, leaves, first } of tried.values()) agreements?.try(ref, leaves, first?.leaves)
    await agreements?.save()
  }
  const runners = applyRunners(cluster, { dryRun: dryRun === 'server' })
  const begun = ({ subject }: Step): void => {
    const object = tried.get(subject)
    if (object !== undefined) onBegin?.(object)
  }
  async function* carryOut(plan: Plan): AsyncGenerator<AppliedObject> {
    for await (const event of execute(plan, runners, { onBegin: begun, ...(signal && { signal }) })) {
      const object = tried.get(event.step.subject)
      if (object !== undefined)
        yield told(object, event, { isTrial: dryRun === 'server', force: force(object.ref) })
    }
  }
  let failures = refused.size
  for await (const applied of carryOut(plan)) {
    if (applied.outcome === 'failed') failures++
    yield applied
  }
  // What others may still need is not taken away before what replaces it stands.
  if (failures === 0) yield* carryOut(pruning)
  else
    for (const { subject } of pruning.stages.flat()) {
      const object = tried.get(subject)
      if (object !== undefined) yield { object, outcome: 'skipped' }
    }
}

const told = (
  object: ObjectState,
  event: Event,
  { isTrial, force }: { readonly isTrial: boolean; readonly force: boolean },
): AppliedObject => {
  if (event.outcome === 'failed') {
    const error = rejectedAs(
      withLastWrite(event.error, object.live),
      object.ref,
      force && object.live !== undefined,
    )
    return { object, outcome: 'failed', error }
  }
  if (event.outcome === 'skipped') return { object, outcome: 'skipped' }
  const outcome = OUTCOME[object.state]
  // What was taken out has no state any more; it is told as what it was.
  if (isTrial || outcome === 'pruned') return { object, outcome }
  return { object: { ...object, state: 'InSync' }, outcome }
}
