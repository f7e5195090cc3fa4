/** Gateways' listeners, and what they let routes of which namespaces, kinds and hostnames do. */
import { GATEWAY_GROUP, isOwn } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'
import { once } from './once.ts'
import { matchesSelector } from './selector.ts'
import { refTo, text } from './reference.ts'
import type { World } from './world.ts'

export interface Listener {
  readonly name: string
  readonly port: unknown
  readonly protocol: string
  readonly hostname: string | undefined
  readonly allowedRoutes: Mapping
}

export const listenersOf = once((gateway: Mapping): readonly Listener[] =>
  mappings(mapping(gateway['spec'])['listeners']).map((listener) => ({
    name: text(listener['name'], ''),
    port: listener['port'],
    protocol: text(listener['protocol'], ''),
    hostname: text(listener['hostname'], '') || undefined,
    allowedRoutes: mapping(listener['allowedRoutes']),
  })),
)

/** The kinds that a listener takes where it does not say. */
const BY_PROTOCOL = new Map<string, readonly string[]>([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
])

/** An AIRoute attaches as the HTTPRoute that it becomes. */
const kindsOf = (route: ResourceRef): readonly string[] =>
  isOwn(route.kind) ? [route.kind, 'HTTPRoute'] : [route.kind]

const admitsKind = ({ protocol, allowedRoutes }: Listener, route: ResourceRef): boolean => {
  const given = mappings(allowedRoutes['kinds'])
  // What a protocol of somebody's own takes is not known here.
  const taken =
    given.length > 0 ? given.map(({ kind }) => kind) : (BY_PROTOCOL.get(protocol) ?? kindsOf(route))
  return kindsOf(route).some((kind) => taken.includes(kind))
}

/** Undefined where the labels of the namespace decide and are not known. */
const admitsNamespace = (
  { allowedRoutes }: Listener,
  gateway: ResourceRef,
  route: ResourceRef,
  world: World,
): boolean | undefined => {
  const { from, selector } = mapping(allowedRoutes['namespaces'])
  const namespace = route.namespace ?? ''
  switch (from ?? 'Same') {
    case 'Same':
      return namespace === gateway.namespace
    case 'None':
      return false
    case 'Selector': {
      const object = world.object(refTo('', 'Namespace', '', namespace))
      const labels = object === undefined ? undefined : mapping(mapping(object['metadata'])['labels'])
      // The API server gives every namespace this label.
      return matchesSelector(mapping(selector), { 'kubernetes.io/metadata.name': namespace }, labels)
    }
    default:
      return true
  }
}

/** Why a listener does not take a route; undefined where it does, or where that is not known. */
export const refusal = (
  listener: Listener,
  gateway: ResourceRef,
  route: ResourceRef,
  world: World,
): string | undefined => {
  if (!admitsKind(listener, route)) return `takes no routes of kind ${kindsOf(route).at(-1) ?? ''}`
  if (admitsNamespace(listener, gateway, route, world) === false)
    return `takes no routes of namespace ${route.namespace ?? ''}`
  return undefined
}

const covers = (wildcard: string, name: string): boolean =>
  wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1)) && name.length >= wildcard.length

/** Whether some hostname is both; `*.a.b` is everything below a.b, but not a.b itself. */
export const hostnamesMeet = (a: string, b: string): boolean => a === b || covers(a, b) || covers(b, a)

export const isGateway = (ref: ResourceRef): boolean =>
  ref.kind === 'Gateway' && groupOf(ref.apiVersion) === GATEWAY_GROUP
