/** Who points to whom: the references out of Gateway API's routes, agentgateway's kinds and our own. */
import type { Pointer } from '../model/overview.ts'
import { type Resource, groupOf } from '../model/resource.ts'
import { GATEWAY_GROUP } from '../model/kinds.ts'
import { backendRefs } from './backend-refs.ts'
import { mapping, mappings } from '../model/mapping.ts'

interface Defaults {
  readonly group: string
  readonly kind: string
  readonly namespace: string
}

const GATEWAY = { group: GATEWAY_GROUP, kind: 'Gateway' }
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
  const to = {
    as,
    group: text(ref['group'], defaults.group),
    kind: text(ref['kind'], defaults.kind),
    namespace: text(ref['namespace'], defaults.namespace),
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
    ...[...mappings(spec['targetRefs']), ...mappings(spec['targetSelectors'])].flatMap((ref) =>
      pointer('target', ref, { ...GATEWAY, namespace: own }),
    ),
  ]
  return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()]
}
