/** Where a route leads: the backends of all its rules. */
import type { Resource, ResourceRef } from '../model/resource.ts'
import { mapping, mappings } from './mapping.ts'

const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)

/**
 * The backends that an AIRoute or HTTPRoute leads to, each once per mention. A reference without a kind is a
 * Service of the core group, one without a namespace is of the route's own. Tolerates what is not valid.
 */
export const backendRefs = (route: Resource, namespace: string): ResourceRef[] =>
  mappings(mapping(route['spec'])['rules'])
    .flatMap((rule) => mappings(rule['backendRefs']))
    .flatMap((ref) => {
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
