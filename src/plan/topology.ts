/** Who points to whom: the references out of Gateway API's routes, agentgateway's kinds and our own. */
import type { Pointer } from '../model/overview.ts'
import { type Resource, groupOf } from '../model/resource.ts'
import { GATEWAY_GROUP, GROUP, kindOf } from '../model/kinds.ts'
import { backendRefs } from './backend-refs.ts'
import { type Mapping, mapping, mappings } from '../model/mapping.ts'

interface Defaults {
  readonly group: string
  readonly kind: string
  readonly namespace: string
}

const GATEWAY = { group: GATEWAY_GROUP, kind: 'Gateway' }
const CLASS = { group: GATEWAY_GROUP, kind: 'GatewayClass' }
const SERVICE = { group: '', kind: 'Service' }

const text = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const labelsOf = (value: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(mapping(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  )

/** A reference by name, or by labels; nothing where it is neither. */
const pointer = (
  as: Pointer['as'],
  ref: Readonly<Record<string, unknown>>,
  defaults: Defaults,
): Pointer[] => {
  const group = text(ref['group'], defaults.group)
  const kind = text(ref['kind'], defaults.kind)
  const isNamespaced = kindOf(group, kind)?.namespaced !== false
  const to = {
    as,
    group,
    kind,
    ...(isNamespaced ? { namespace: text(ref['namespace'], defaults.namespace) } : {}),
    ...(typeof ref['sectionName'] === 'string' ? { section: ref['sectionName'] } : {}),
  }
  if (typeof ref['name'] === 'string') return [{ ...to, name: ref['name'] }]
  return ref['matchLabels'] === undefined ? [] : [{ ...to, labels: labelsOf(ref['matchLabels']) }]
}

/** The Services behind an MCP backend, ours or upstream's; a host outside the cluster is no object. */
const servicesOf = (mcp: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>>[] =>
  [mcp, ...mappings(mcp['targets'])]
    .map((target) => mapping(target['static'])['backendRef'])
    .filter((ref) => ref !== undefined)
    .map(mapping)

/** What a virtual model chooses from. */
const modelsOf = (virtual: unknown): Mapping[] =>
  Object.values(mapping(virtual)).flatMap((way) =>
    mappings(mapping(way)['targets']).map(({ modelRef }) => mapping(modelRef)),
  )

const MODEL = { group: GROUP, kind: 'AgentgatewayModel' }
const PARAMETERS = { group: GROUP, kind: 'AgentgatewayParameters' }

/** How a Gateway is run: its class, and the parameters of either. */
const runBy = (resource: Resource, spec: Mapping, namespace: string): Pointer[] => {
  const { parametersRef: ofClass, gatewayClassName: name, infrastructure } = spec
  const ofGateway = mapping(infrastructure)['parametersRef']
  return [
    ...(resource.kind === 'Gateway' ? pointer('class', { name }, { ...CLASS, namespace }) : []),
    ...[ofClass, ofGateway].flatMap((ref) =>
      pointer('parameters', mapping(ref), { ...PARAMETERS, namespace }),
    ),
  ]
}

/**
 * The references out of `resource`, each once. `namespace` is the one of an object that names none. Tolerates
 * what is not valid.
 */
export const pointersOf = (resource: Resource, namespace: string): Pointer[] => {
  const own = resource.metadata.namespace ?? namespace
  const spec = mapping(resource['spec'])
  const all = [
    ...mappings(spec['parentRefs']).flatMap((ref) => pointer('parent', ref, { ...GATEWAY, namespace: own })),
    ...backendRefs(resource, own).map(({ apiVersion, kind, namespace: at, name }): Pointer => ({
      as: 'backend',
      group: groupOf(apiVersion),
      kind,
      namespace: at ?? own,
      name,
    })),
    ...servicesOf(mapping(spec['mcp'])).flatMap((ref) =>
      pointer('backend', ref, { ...SERVICE, namespace: own }),
    ),
    ...modelsOf(spec['virtualModel']).flatMap((ref) => pointer('backend', ref, { ...MODEL, namespace: own })),
    ...[...mappings(spec['targetRefs']), ...mappings(spec['targetSelectors'])].flatMap((ref) =>
      pointer('target', ref, { ...GATEWAY, namespace: own }),
    ),
    ...runBy(resource, spec, own),
  ]
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}
