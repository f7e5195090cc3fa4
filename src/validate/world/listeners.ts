/** Gateways' listeners, and what they let routes of which namespaces, kinds and hostnames do. */
import { GATEWAY_GROUP, isOwn } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { groupOf } from '../../model/resource.ts'
import { once } from './once.ts'
import { matchesSelector } from './selector.ts'
import { type Reference, refTo, text } from './reference.ts'
import type { KindName, World } from './world.ts'

export interface Listener {
  readonly name: string
  readonly port: unknown
  readonly hostname: string | undefined
  /** The kinds of routes that it takes; undefined where that is not known. */
  readonly kinds: readonly unknown[] | undefined
  /** Of which namespaces it takes them. */
  readonly namespaces: Mapping
}

/** The kinds that a listener takes where it does not say. What a protocol of somebody's own takes is not known here. */
const BY_PROTOCOL = new Map<unknown, readonly string[]>([
  ['HTTP', ['HTTPRoute', 'GRPCRoute']],
  ['HTTPS', ['HTTPRoute', 'GRPCRoute']],
  ['TLS', ['TLSRoute']],
  ['TCP', ['TCPRoute']],
  ['UDP', ['UDPRoute']],
])

export const listenersOf = once((gateway: Mapping): readonly Listener[] =>
  mappings(mapping(gateway['spec'])['listeners']).map((listener) => {
    const { kinds, namespaces } = mapping(listener['allowedRoutes'])
    const given = mappings(kinds)
    return {
      name: text(listener['name'], ''),
      port: listener['port'],
      hostname: text(listener['hostname'], '') || undefined,
      kinds: given.length > 0 ? given.map(({ kind }) => kind) : BY_PROTOCOL.get(listener['protocol']),
      namespaces: mapping(namespaces),
    }
  }),
)

/** An AIRoute attaches as the HTTPRoute that it becomes. */
const becomes = (kind: string): string => (isOwn(kind) ? 'HTTPRoute' : kind)

const admitsKind = ({ kinds }: Listener, kind: string): boolean =>
  kinds === undefined || kinds.includes(kind) || kinds.includes(becomes(kind))

/** Undefined where the labels of the namespace decide and are not known. */
const admitsNamespace = (
  { namespaces: { from, selector } }: Listener,
  gateway: string | undefined,
  route: string,
  world: World,
): boolean | undefined => {
  switch (from ?? 'Same') {
    case 'Same':
      return route === gateway
    case 'None':
      return false
    case 'Selector': {
      const object = world.object(refTo(world.kind('', 'Namespace'), '', route))
      const labels = object === undefined ? undefined : mapping(mapping(object['metadata'])['labels'])
      // The API server gives every namespace this label.
      return matchesSelector(mapping(selector), { 'kubernetes.io/metadata.name': route }, labels)
    }
    default:
      return true
  }
}

/** Why a Gateway's listener does not take a route; undefined where it does, or where that is not known. */
export const refusal = (
  listener: Listener,
  { from: { ref: route }, to: gateway }: Reference,
  world: World,
): string | undefined => {
  if (!admitsKind(listener, route.kind)) return `takes no routes of kind ${becomes(route.kind)}`
  if (admitsNamespace(listener, gateway.namespace, route.namespace ?? '', world) === false)
    return `takes no routes of namespace ${route.namespace ?? ''}`
  return undefined
}

const covers = (wildcard: string, name: string): boolean =>
  wildcard.startsWith('*.') && name.endsWith(wildcard.slice(1)) && name.length >= wildcard.length

/** Whether some hostname is both; `*.a.b` is everything below a.b, but not a.b itself. */
export const hostnamesMeet = (a: string, b: string): boolean => a === b || covers(a, b) || covers(b, a)

export const isGateway = ({ apiVersion, kind }: KindName): boolean =>
  kind === 'Gateway' && groupOf(apiVersion) === GATEWAY_GROUP
