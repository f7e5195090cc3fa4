/** Waits until the gateway's controller has taken the denials of parts, which nothing else makes dark. */
import type { Waiting } from '../../apply/lock-enforced.ts'
import type { Cluster, KindRef, ListOptions } from '../../model/cluster.ts'
import { ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { denialsBy, POLICY } from '../../model/deny.ts'
import type { DenialStatus } from '../../model/denial-status.ts'
import { GATEWAY_GROUP } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import { bearsController, denialStatus, worst } from '../../plan/denial-status.ts'
import type { World } from './look.ts'
import { readDenials } from './read-denials.ts'

/** How long a controller that runs may take, ms. */
export const TAKEN_WITHIN = 5_000
/** Between two looks, ms: doubled each time. */
const FIRST = 50
const LONGEST = 500

/** What the controller says of the denials of a target; undefined where it has none. */
export const denialStatusOf = ({ cluster }: World): ((named: Named) => DenialStatus | undefined) => {
  const of = denialsBy(cluster?.denials?.values() ?? [])
  return (named) => worst(of(named).map(denialStatus))
}

/** What may not be looked at tells nothing. */
const listed = async (cluster: Cluster, kind: KindRef, options?: ListOptions): Promise<Resource[]> => {
  try {
    return await cluster.list(kind, options)
  } catch (error) {
    if (isClusterError(error, 'forbidden') || isClusterError(error, 'kind-not-served')) return []
    throw error
  }
}

/** Whether some object shows that the controller runs: the routes and denials that were seen, its class, other policies. */
const controllerRuns = async (
  cluster: Cluster,
  { cluster: side }: World,
  targets: readonly Named[],
): Promise<boolean> => {
  if ([...(side?.denials?.values() ?? []), ...(side?.live.values() ?? [])].some(bearsController)) return true
  const namespaces = new Set(targets.map(({ ref }) => ref.namespace))
  const others = await Promise.all([
    listed(cluster, { apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'GatewayClass' }),
    ...[...namespaces].map((namespace) => listed(cluster, POLICY, { namespace })),
  ])
  return others.flat().some(bearsController)
}

export interface Taken {
  readonly seen: World
  /** Whether there is a controller that could have said something; undefined where nobody had to ask. */
  readonly controller: boolean | undefined
}

/** Undefined where the cluster does not answer any more: all is done by now, and what was seen last is told. */
const unlessLost = async <T>(question: Promise<T>): Promise<T | undefined> => {
  try {
    return await question
  } catch (error) {
    if (error instanceof ClusterError) return undefined
    throw error
  }
}

/** Gives the world with what the controller said in the end. Without a controller nothing is waited for. */
export const untilTaken = async (
  cluster: Cluster | undefined,
  first: World,
  targets: readonly Named[],
  { clock, signal }: Waiting,
): Promise<Taken> => {
  const isPending = (seen: World): boolean => {
    const statusOf = denialStatusOf(seen)
    return targets.some((named) => named.part !== undefined && statusOf(named)?.is === 'pending')
  }
  if (cluster === undefined || first.cluster === undefined || !isPending(first))
    return { seen: first, controller: undefined }
  // Where that can not be found out, nothing is taken for granted.
  const runs = await unlessLost(controllerRuns(cluster, first, targets))
  if (runs !== true) return { seen: first, controller: runs ?? true }
  const places = [...new Set(targets.flatMap(({ ref }) => ref.namespace ?? []))]
  const deadline = clock.now() + TAKEN_WITHIN
  let seen = first
  for (let pause = FIRST; isPending(seen) && clock.now() < deadline; pause = Math.min(2 * pause, LONGEST)) {
    if (signal?.aborted) break
    await clock.sleep(pause, signal).catch(() => undefined)
    const denials = await unlessLost(readDenials(cluster, () => Promise.resolve(places)))
    if (denials !== undefined) seen = { ...seen, cluster: { ...first.cluster, ...denials } }
  }
  return { seen, controller: true }
}

/** Whether a denial does what it is for, as far as anybody said; without a controller nobody does. */
export const isInForce = (status: DenialStatus | undefined, controller: boolean | undefined): boolean =>
  status?.is !== 'refused' && !(status?.is === 'pending' && controller === true)
