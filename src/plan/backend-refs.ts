/** Where a route leads: the backends of all its rules. */
import type { Resource, ResourceRef } from '../model/resource.ts'
import { type Mapping, mapping, mappings } from '../model/mapping.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

const refsOf = (rule: Mapping, namespace: string): ResourceRef[] =>
  mappings(rule['backendRefs']).flatMap((ref) => {
    const name = text(ref['name'])
    if (name === undefined) return []
    const group = text(ref['group']) ?? ''
    return [
      {
        apiVersion: group === '' ? 'v1' : `${group}/v1alpha1`,
        kind: text(ref['kind']) ?? 'Service',
        namespace: text(ref['namespace']) ?? namespace,
        name,
      },
    ]
  })

const rulesOf = (route: Resource): Mapping[] => mappings(mapping(route['spec'])['rules'])

/**
 * The backends that an AIRoute or HTTPRoute leads to, each once per mention. A reference without a kind is a
 * Service of the core group, one without a namespace is of the route's own. Tolerates what is not valid.
 */
export const backendRefs = (route: Resource, namespace: string): ResourceRef[] =>
  rulesOf(route).flatMap((rule) => refsOf(rule, namespace))

/**
 * How a route leads to some backends: `only` if every one of its rules does and leads nowhere else; a rule without
 * backends (a redirect) is something else that the route does.
 */
export const leadsTo = (
  route: Resource,
  namespace: string,
  isOne: (backend: ResourceRef) => boolean,
): 'only' | 'also' | 'not' => {
  const hits = rulesOf(route).map((rule) => refsOf(rule, namespace).map(isOne))
  if (!hits.some((rule) => rule.includes(true))) return 'not'
  return hits.every((rule) => rule.length > 0 && !rule.includes(false)) ? 'only' : 'also'
}
