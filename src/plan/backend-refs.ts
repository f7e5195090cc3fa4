/** Where a route leads: the backends of all its rules. */
import type { Resource, ResourceRef } from '../model/resource.ts'

interface BackendRef {
  readonly group?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
}

const objects = (value: unknown): Record<string, unknown>[] =>
  Array.isArray(value)
    ? value.filter(
        (item): item is Record<string, unknown> =>
          typeof item === 'object' && item !== null && !Array.isArray(item),
      )
    : []

/**
 * The backends that an AIRoute or HTTPRoute leads to, each once per mention. A reference without a kind is a
 * Service of the core group, one without a namespace is of the route's own. Tolerates what is not valid.
 */
export const backendRefs = (route: Resource, namespace: string): ResourceRef[] => {
  const spec = route['spec'] as Record<string, unknown> | undefined | null
  return objects(spec?.['rules']).flatMap((rule) =>
    objects(rule['backendRefs']).flatMap((ref: BackendRef) => {
      if (typeof ref.name !== 'string') return []
      const group = ref.group ?? ''
      return [
        {
          apiVersion: group === '' ? 'v1' : `${group}/v1alpha1`,
          kind: ref.kind ?? 'Service',
          namespace: ref.namespace ?? namespace,
          name: ref.name,
        },
      ]
    }),
  )
}
