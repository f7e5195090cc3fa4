/** Finds the Deployments that serve what is revoked, and tells what became of the calls under way. */
import { UserError } from '../../errors.ts'
import { type Bridge, DEPLOYMENT } from '../../model/bridge.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import { isRoute } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refLabel } from '../../model/resource.ts'
import { activeTargets, type Named, targetKey } from '../../model/revocation.ts'
import { bridgesOf, longestTimeout, type Served, servicesBehind, wasRestarted } from '../../plan/bridges.ts'
import { mcpTargets } from '../../plan/deny.ts'
import { lowered } from '../../plan/lowered.ts'
import type { World } from './look.ts'
import { named } from './verdict.ts'

export interface FoundBridges {
  readonly bridges: readonly Bridge[]
  /** MCP backends that no Deployment was found for. */
  readonly without: readonly Named[]
  readonly problems: readonly Problem[]
  /** The longest that a call on the targets' routes may take; undefined where nothing limits it. */
  readonly timeout: string | undefined
}

/** The MCP backends among the targets, in the forms in which they stand, or were recorded. */
const servedOf = (targets: readonly Named[], { cluster }: World): Served[] => {
  const stored = activeTargets(cluster?.records ?? [])
  const formOf = (ref: ResourceRef): Resource | undefined =>
    cluster?.live.get(refKey(ref)) ?? stored.get(targetKey({ ref }))?.target.stored
  return targets.flatMap(({ ref, part }) => {
    if (isRoute(ref.kind)) return []
    const forms = [...new Set([formOf(ref), formOf(lowered(ref))])].filter((form) => form !== undefined)
    const isMcp = ref.kind === 'MCPBackend' || forms.some((form) => mcpTargets(form) !== undefined)
    return isMcp ? [{ named: { ref, ...(part && { part }) }, forms }] : []
  })
}

const routesOf = (targets: readonly Named[], { cluster }: World): Resource[] =>
  targets.flatMap(({ ref }) => (isRoute(ref.kind) ? (cluster?.live.get(refKey(ref)) ?? []) : []))

const readServices = async (cluster: Cluster, served: readonly Served[]): Promise<Map<string, Resource>> => {
  const refs = new Map(served.flatMap(servicesBehind).map((ref) => [refKey(ref), ref]))
  const found = await Promise.all([...refs].map(async ([key, ref]) => [key, await cluster.get(ref)] as const))
  return new Map(found.flatMap(([key, service]) => (service === undefined ? [] : [[key, service]])))
}

/** What keeps them from being found holds nothing else up. */
export const findBridges = async (
  cluster: Cluster,
  targets: readonly Named[],
  world: World,
): Promise<FoundBridges> => {
  const served = servedOf(targets, world)
  const timeout = longestTimeout(routesOf(targets, world))
  const namespaces = [...new Set(served.flatMap(({ named: { ref } }) => ref.namespace ?? []))]
  try {
    const [services, ...deployments] = await Promise.all([
      readServices(cluster, served),
      ...namespaces.map((namespace) => cluster.list(DEPLOYMENT, { namespace })),
    ])
    const bridges = bridgesOf(served, deployments.flat(), services)
    const found = new Set(bridges.flatMap(({ serves }) => serves.map(targetKey)))
    const without = served.map((one) => one.named).filter((one) => !found.has(targetKey(one)))
    return { bridges, without, problems: [], timeout }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const message = `what serves ${served.map((one) => named(one.named)).join(', ')} is not restarted: ${error.message}`
    return { bridges: [], without: [], problems: [notRestarted(message)], timeout }
  }
}

const notRestarted = (message: string): Problem => ({
  code: 'bridge-not-restarted',
  message,
  hint: 'kubectl rollout restart deployment NAME -n NAMESPACE, by whoever may; calls under way end by themselves, too',
})

export interface Restarted {
  readonly restarted: readonly ResourceRef[]
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
}

const others = (timeout: string | undefined): string =>
  `what else may be open: streams to the gateway, on which nothing is answered any more, and calls under way elsewhere, which end by themselves ${timeout === undefined ? '(their routes set no limit)' : `after at most ${timeout}`}`

/** What was seen of the restarts in the end. */
export const lookAtBridges = async (
  cluster: Cluster,
  { bridges, without, problems, timeout }: FoundBridges,
  at: string,
): Promise<Restarted> => {
  const looks = await Promise.all(
    bridges.map(async (bridge) => {
      const standing = await cluster.get(bridge.ref).catch((error: unknown) => {
        if (error instanceof UserError) return undefined
        throw error
      })
      return { ...bridge, done: wasRestarted(standing, at) }
    }),
  )
  const label = ({ ref }: Bridge): string => `${refLabel(ref)} -n ${ref.namespace ?? ''}`
  return {
    restarted: looks.flatMap(({ done, ref }) => (done ? [ref] : [])),
    problems: [
      ...problems,
      ...looks
        .filter(({ done }) => !done)
        .map((bridge) =>
          notRestarted(
            `${label(bridge)}, which serves ${bridge.serves.map(named).join(', ')}, was not seen to restart`,
          ),
        ),
    ],
    notes: [
      ...looks
        .filter(({ done }) => done)
        .map(
          (bridge) =>
            `${label(bridge)} restarts: calls under way there end with its old pods, which have ${bridge.grace} s for it once the new ones are ready`,
        ),
      ...(without.length === 0
        ? []
        : [
            `no Deployment was found that serves ${without.map(named).join(', ')}: calls under way there may still be open`,
          ]),
      others(timeout),
    ],
  }
}
