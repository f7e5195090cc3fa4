const BY_HAND = /^kubectl-(annotate|create|edit|label|patch|replace|rollout|scale|set)$/

/** The field managers of kubectl's commands by which people edit; `kubectl apply` is none: who applies will do it again. */
export const isByHand = (manager: string): boolean => BY_HAND.test(manager)
