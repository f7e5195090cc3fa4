/** What an object is about, in few words and without anything that may be a secret. */
import type { Listener } from '../model/overview.ts'
import { list, type Mapping, mapping, mappings } from '../model/mapping.ts'
import type { Resource } from '../model/resource.ts'
import { identitiesOf } from './identity.ts'
import { text, waysOf } from './ways.ts'

/** More would hide the rest of the line. */
const MOST = 3

const some = (all: readonly string[]): string => {
  const unique = [...new Set(all)]
  const rest = unique.length - MOST
  return `${unique.slice(0, MOST).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}

const words = (...all: readonly unknown[]): string =>
  all
    .filter((word) => (typeof word === 'string' && word !== '') || typeof word === 'number')
    .map(String)
    .join(' ')

const SIGNS: Readonly<Record<string, string>> = { Exact: '=', RegularExpression: '~' }

/** `/mcp/files`, with `=` for an exact path and `~` for a pattern; of gRPC the service and its method. */
const pathOf = ({ path, method }: Mapping): string[] => {
  const { type, value } = mapping(path)
  const call = mapping(method)
  if (typeof method === 'object' && method !== null)
    return [[...text(call['service']), ...text(call['method'])].join('/')]
  return text(value).map((at) => `${SIGNS[String(type)] ?? ''}${at}`)
}

const ofRoute = (spec: Mapping): string =>
  words(
    some(list(spec['hostnames']).flatMap(text)),
    some(mappings(spec['rules']).flatMap((rule) => mappings(rule['matches']).flatMap(pathOf))),
  )

const ofBackend = (resource: Resource): string =>
  some(
    waysOf(resource).flatMap(({ target, end }) =>
      identitiesOf(end, resource.metadata.namespace ?? '')
        .slice(0, 1)
        .map(({ name }) => `${target === undefined ? '' : `${target}: `}${name}`),
    ),
  )

const WHERE = ['targetRefs', 'targetSelectors']
/** Parts that say little by themselves. */
const NESTED = ['backend.mcp', 'backend.ai']

/** `traffic.authorization`: which of its parts a policy uses. */
const ofPolicy = (spec: Mapping): string =>
  some(
    Object.entries(spec)
      .filter(([part]) => !WHERE.includes(part))
      .flatMap(([part, inner]) => {
        const within = Object.entries(mapping(inner)).flatMap(([key, value]) =>
          NESTED.includes(`${part}.${key}`)
            ? Object.keys(mapping(value)).map((deeper) => `${key}.${deeper}`)
            : [key],
        )
        return within.length === 0 ? [part] : within.map((key) => `${part}.${key}`)
      }),
  )

const ofGrant = (spec: Mapping): string => {
  const side = (field: string): string =>
    some(
      mappings(spec[field]).map(({ kind, name, namespace }) => {
        const one = words(kind).toLowerCase() + (name === undefined ? '' : `/${words(name)}`)
        return `${one}${namespace === undefined ? '' : ` -n ${words(namespace)}`}`
      }),
    )
  return `from ${side('from')} to ${side('to')}`
}

/** By what name clients ask for it, and who serves it. */
const ofModel = ({ match, provider, virtualModel }: Mapping, { metadata }: Resource): string => {
  const [asked = metadata.name] = text(mapping(match)['model'])
  return words(
    asked,
    virtualModel === undefined ? '' : 'virtual',
    provider === undefined ? '' : 'at',
    provider,
  )
}

const KINDS: Readonly<Record<string, (spec: Mapping, resource: Resource) => string>> = {
  HTTPRoute: ofRoute,
  GRPCRoute: ofRoute,
  AIRoute: ofRoute,
  MCPBackend: (_, resource) => ofBackend(resource),
  AgentgatewayBackend: (_, resource) => ofBackend(resource),
  AgentgatewayModel: ofModel,
  AgentgatewayPolicy: ofPolicy,
  ReferenceGrant: ofGrant,
  GatewayClass: ({ controllerName }) => words(controllerName),
}

/** Empty where there is nothing to say. Tolerates what is not valid. */
export const detailsOf = (resource: Resource): string =>
  KINDS[resource.kind]?.(mapping(resource['spec']), resource) ?? ''

export const listenersOf = (resource: Resource): Listener[] =>
  resource.kind !== 'Gateway'
    ? []
    : mappings(mapping(resource['spec'])['listeners']).flatMap(({ name, protocol, port, hostname }) =>
        text(name).map((own) => ({ name: own, details: words(protocol, port, hostname) })),
      )
