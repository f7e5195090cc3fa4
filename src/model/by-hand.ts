import type { ManagedFieldsEntry } from './resource.ts'

const BY_HAND = /^kubectl-(annotate|create|edit|label|patch|replace|rollout|scale|set)$/

/**
 * Whether it is the field manager of one of kubectl's commands by which people edit; `kubectl apply` is none: who applies will do it again.
 * `kubectl scale` writes as `kubectl`, by the subresource.
 */
export const isByHand = ({
  manager = '',
  subresource,
}: Pick<ManagedFieldsEntry, 'manager' | 'subresource'>): boolean =>
  BY_HAND.test(manager) || (manager === 'kubectl' && subresource === 'scale')
