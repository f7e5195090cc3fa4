/** Which policies deny the targets of a revocation: one for each backend or part, or one for a whole Gateway. */
import { denialName, denialsBy, notDenied } from '../model/deny.ts'
import { mapping, mappings } from '../model/mapping.ts'
import { GATEWAY_GROUP, isRoute } from '../model/kinds.ts'
import { append } from '../model/multimap.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import { type Named, targetKey } from '../model/revocation.ts'
import { backendRefs } from './backend-refs.ts'
import { denials, gatewayDenial } from './deny.ts'
import type { RevokeInput } from './revoke.ts'

export interface DenialsInput {
  readonly targets: readonly Named[]
  /** What stands, by refKey. */
  readonly live: ReadonlyMap<string, Resource>
  /** The id of the revocation that a target belongs to, by targetKey. */
  readonly idOf: (key: string) => string
  /** Whether a Gateway may be denied as a whole, where all that comes through it is revoked. */
  readonly wholeGateways: boolean
  /** Routes of kinds that can not be revoked, which come through Gateways too. */
  readonly others?: readonly Resource[] | undefined
}

/** A policy, and what it is for: with the `ref` of the Gateway where it denies all that comes through one. */
export interface Denial {
  readonly of: Named
  readonly policy: Resource
}

/** The Gateways that a route hangs on. */
export const gatewaysOf = (route: Resource): ResourceRef[] =>
  mappings(mapping(route['spec'])['parentRefs']).flatMap(({ group, kind, name, namespace }) => {
    const own = typeof namespace === 'string' ? namespace : route.metadata.namespace
    if ((group ?? GATEWAY_GROUP) !== GATEWAY_GROUP || (kind ?? 'Gateway') !== 'Gateway') return []
    if (typeof name !== 'string' || own === undefined) return []
    return [{ apiVersion: `${GATEWAY_GROUP}/v1`, kind: 'Gateway', namespace: own, name }]
  })

/** Whether a route hangs on something else than a Gateway, such as a ListenerSet: whose Gateway that is, is not known. */
const hangsElsewhere = (route: Resource): boolean =>
  mappings(mapping(route['spec'])['parentRefs']).length > gatewaysOf(route).length

/** The Gateways through which nothing comes but what is revoked, by refKey. */
const coveredGateways = (
  routes: readonly Resource[],
  isTarget: (key: string) => boolean,
): Map<string, ResourceRef> => {
  const covered = new Map<string, ResourceRef>()
  if (routes.some(hangsElsewhere)) return covered
  const open = new Set<string>()
  for (const route of routes)
    for (const gateway of gatewaysOf(route)) {
      covered.set(refKey(gateway), gateway)
      if (!isTarget(refKey(refOf(route)))) open.add(refKey(gateway))
    }
  for (const key of open) covered.delete(key)
  return covered
}

export const wantedDenials = ({
  targets,
  live,
  idOf,
  wholeGateways,
  others = [],
}: DenialsInput): Denial[] => {
  const keys = new Set(targets.map(targetKey))
  const routes = new Map<string, Resource[]>()
  for (const { ref } of targets) {
    const route = isRoute(ref.kind) ? live.get(refKey(ref)) : undefined
    if (route === undefined) continue
    for (const backend of new Set(backendRefs(route, ref.namespace ?? '').map(refKey)))
      append(routes, backend, route)
  }
  const covered = wholeGateways
    ? coveredGateways(
        [...live.values(), ...others].filter(({ kind }) => isRoute(kind)),
        (key) => keys.has(key),
      )
    : new Map<string, ResourceRef>()
  const isCovered = (ways: readonly Resource[]): boolean =>
    ways.length > 0 &&
    ways.every((route) => {
      const gateways = gatewaysOf(route)
      return gateways.length > 0 && gateways.every((gateway) => covered.has(refKey(gateway)))
    })

  const wanted: Denial[] = []
  const used = new Map<string, ResourceRef>()
  for (const named of targets) {
    const object = live.get(refKey(named.ref))
    if (object === undefined || isRoute(named.ref.kind)) continue
    const ways = routes.get(refKey(named.ref)) ?? []
    if (named.part === undefined && isCovered(ways)) {
      for (const route of ways) for (const gateway of gatewaysOf(route)) used.set(refKey(gateway), gateway)
      continue
    }
    const policies = denials(
      { ...named, object, routes: ways.map((route) => refOf(route)) },
      idOf(targetKey(named)),
    )
    for (const policy of policies) wanted.push({ of: named, policy })
  }
  const first = targets[0]
  for (const gateway of used.values())
    wanted.push({ of: { ref: gateway }, policy: gatewayDenial(gateway, idOf(first ? targetKey(first) : '')) })
  return wanted
}

/**
 * What of the wanted denials none that stands says: routes may have come or gone since those were made, and while they
 * are locked they stay as they are. A name that is taken by something else is left to it.
 */
const lackingOf = (
  wanted: readonly Denial[],
  standing: (named: Named) => readonly Resource[],
): readonly Denial[] => {
  const names = new Set(wanted.map(({ policy }) => policy.metadata.name))
  return wanted.flatMap(({ of: named, policy }): readonly Denial[] => {
    const there = standing(named)
    let targetRefs: readonly unknown[] = mappings(mapping(policy['spec'])['targetRefs'])
    for (const one of there)
      targetRefs = notDenied(one, { ...policy, spec: { ...mapping(policy['spec']), targetRefs } })
    if (targetRefs.length === 0) return []
    const taken = new Set(there.map(({ metadata }) => metadata.name))
    let { name } = policy.metadata
    for (let number = 1; taken.has(name); number++) {
      const next = denialName(named, number)
      if (!names.has(next)) name = next
    }
    names.add(name)
    const metadata = { ...policy.metadata, name }
    return [{ of: named, policy: { ...policy, metadata, spec: { ...mapping(policy['spec']), targetRefs } } }]
  })
}

/** The policies that are wanted and do not stand, and all that are wanted or stand for each target. */
export const denialsFor = (
  { targets, gone = [], everything = false, cluster }: RevokeInput,
  idOf: DenialsInput['idOf'],
) => {
  const wanted: Denial[] =
    cluster?.denials === undefined
      ? []
      : wantedDenials({
          targets,
          live: cluster.live,
          idOf,
          wholeGateways: everything,
          others: cluster.others,
        })
  const standing = denialsBy(cluster?.denials?.values() ?? [])
  const missing = lackingOf(wanted, standing)
  const held = new Map<string, { named: Named; denials: Map<string, ResourceRef> }>()
  const hold = (named: Named, policies: readonly Resource[]): void => {
    const entry = held.get(targetKey(named)) ?? { named, denials: new Map<string, ResourceRef>() }
    held.set(targetKey(named), entry)
    for (const policy of policies) entry.denials.set(refKey(refOf(policy)), refOf(policy))
  }
  for (const named of [...targets, ...gone.map((ref): Named => ({ ref }))]) hold(named, standing(named))
  for (const { of: named, policy } of [...wanted, ...missing]) hold(named, [policy])
  return {
    missing,
    wanted: Map.groupBy(wanted, ({ of: named }) => targetKey(named)),
    held: [...held.values()].map(({ named, denials }) => ({ named, denials: [...denials.values()] })),
  }
}
