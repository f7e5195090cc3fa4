/**
 * Sees whether the API server enforces a lock, or has let go of one: it learns of a ConfigMap some milliseconds after it
 * is written. What it would do is asked by dry runs, with whatever right the user has.
 */
import { UserError } from '../errors.ts'
import type { Clock } from '../model/clock.ts'
import type { Cluster } from '../model/cluster.ts'
import { ClusterError } from '../model/cluster-error.ts'
import { type Resource, refLabel, refOf } from '../model/resource.ts'

/** Objects that one ConfigMap locks, each whole, so that it could be created: the first that gives an answer counts. */
export type Probe = readonly Resource[]

export interface Waiting {
  readonly clock: Clock
  readonly signal?: AbortSignal
  /** Milliseconds; default 10,000. */
  readonly within?: number
}

/** In milliseconds. */
const FIRST = 5
const LONGEST = 250
const WITHIN = 10_000

/** `never`: by this way nothing can be learnt; `not now`: it may be asked again. */
type Answer =
  | { readonly is: 'locked' }
  | { readonly is: 'free' }
  | { readonly is: 'never'; readonly why: string }
  | { readonly is: 'not now'; readonly why: string }
type Way = () => Promise<Answer>

const read = (error: unknown): Answer => {
  if (!(error instanceof ClusterError)) throw error
  const { code, status, message: why } = error
  if (code === 'revoked') return { is: 'locked' }
  // The policy is asked before the storage is.
  if (code === 'already-exists') return { is: 'free' }
  // Another policy may have answered first, as does ours where it has not read the locks yet.
  const passing = code === 'denied' || status === 0 || status === 429 || status >= 500
  return { is: passing ? 'not now' : 'never', why }
}

/** What a recorded object says of its past is no part of it. */
const anew = (object: Resource): Resource => {
  const { status: _, ...rest } = object
  const { name, namespace, labels, annotations } = object.metadata
  const metadata = {
    name,
    ...(namespace && { namespace }),
    ...(labels && { labels }),
    ...(annotations && { annotations }),
  }
  return { ...rest, metadata }
}

/** One of each kind first: what can not be learnt of one object can mostly not be learnt of others of its kind. */
const mixed = (probe: Probe): Resource[] => {
  const kinds = [...Map.groupBy(probe, ({ kind }) => kind).values()]
  return [...kinds.flatMap(([first]) => first ?? []), ...kinds.flatMap(([, ...others]) => others)]
}

/** By dry runs of creating; of a policy that is locked, that alone is refused. */
const waysOf = (cluster: Cluster, probe: Probe): Way[] =>
  mixed(probe).map(
    (object): Way =>
      () =>
        cluster.create(anew(object), { dryRun: true }).then(() => ({ is: 'free' }), read),
  )

/** Asks by each way until one answers. Those by which nothing can be learnt are left out from then on. */
const ask = async (ways: Way[]): Promise<Answer> => {
  const whys: string[] = []
  for (const way of [...ways]) {
    const answer = await way()
    if (answer.is === 'locked' || answer.is === 'free') return answer
    if (answer.is === 'never') ways.splice(ways.indexOf(way), 1)
    whys.push(answer.why)
  }
  const why = whys.join('; ') || 'there is nothing to ask about'
  return { is: ways.length === 0 ? 'never' : 'not now', why }
}

const until = async (
  wanted: 'locked' | 'free',
  cluster: Cluster,
  probe: Probe,
  { clock, signal, within = WITHIN }: Waiting,
): Promise<void> => {
  const ways = waysOf(cluster, probe)
  const deadline = clock.now() + within
  for (let pause = FIRST; ; pause = Math.min(2 * pause, LONGEST)) {
    signal?.throwIfAborted()
    const answer = await ask(ways)
    if (answer.is === wanted) return
    if (answer.is === 'never' || clock.now() >= deadline) throw unseen(wanted, probe, answer, within)
    await clock.sleep(pause, signal)
  }
}

const unseen = (wanted: 'locked' | 'free', probe: Probe, answer: Answer, within: number): UserError => {
  const [first] = probe
  const about =
    first === undefined ? 'nothing' : `${refLabel(refOf(first))} -n ${first.metadata.namespace ?? ''}`
  const code = wanted === 'locked' ? 'lock-not-enforced' : 'still-locked'
  const what =
    wanted === 'locked' ? 'the lock could not be seen to hold' : 'the lock could not be seen to be gone'
  const why = 'why' in answer ? answer.why : `after ${within / 1000} s the API server says it is ${answer.is}`
  return new UserError(code, `${about}: ${what}: ${why}`, {
    hint: answer.is === 'never' ? RIGHTS : 'why' in answer ? AGAIN : STUCK,
  })
}

const AGAIN = 'run the command again'
const RIGHTS =
  'whoever may create these objects, as the role agentgw-operator may, can see it: run the command as one'
const STUCK =
  'run the command again; an API server that stays so no longer reads the ConfigMaps of policies, because all bindings of ' +
  'such policies were deleted once (kubernetes/kubernetes#130887): restart it'

const all = async (
  wanted: 'locked' | 'free',
  cluster: Cluster,
  probes: readonly Probe[],
  waiting: Waiting,
): Promise<number> => {
  const began = waiting.clock.now()
  await Promise.all(probes.map((probe) => until(wanted, cluster, probe, waiting)))
  return waiting.clock.now() - began
}

/**
 * Waits until the locks that were written are enforced, one probe for each ConfigMap; gives the milliseconds that it took.
 * Throws `lock-not-enforced` where that is not seen in time, or the user lacks every right by which it could be.
 */
export const untilEnforced = (
  cluster: Cluster,
  probes: readonly Probe[],
  waiting: Waiting,
): Promise<number> => all('locked', cluster, probes, waiting)

/** The counterpart, after locks were released; throws `still-locked`. */
export const untilReleased = (
  cluster: Cluster,
  probes: readonly Probe[],
  waiting: Waiting,
): Promise<number> => all('free', cluster, probes, waiting)
