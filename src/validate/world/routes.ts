/** Routes, and the references out of them. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
import { type Reference, referenceOf } from './reference.ts'
import type { World } from './world.ts'

export const routesOf = once((world: World): readonly Subject[] => [
  ...world.ofKind(GROUP, 'AIRoute'),
  ...world.ofKind(GATEWAY_GROUP, 'HTTPRoute'),
  ...world.ofKind(GATEWAY_GROUP, 'GRPCRoute'),
])

/** A reference without a kind is a Service, one without a namespace is of the route's own. */
export const backendRefsOf = once(({ value, ref }: Subject): readonly Reference[] => {
  const defaults = { group: '', kind: 'Service', namespace: ref?.namespace ?? '' }
  return mappings(mapping(value['spec'])['rules']).flatMap((rule, i) =>
    mappings(rule['backendRefs']).flatMap((one, j) =>
      referenceOf(['spec', 'rules', i, 'backendRefs', j], one, defaults),
    ),
  )
})

export const parentRefsOf = once(({ value, ref }: Subject): readonly Reference[] => {
  const defaults = { group: GATEWAY_GROUP, kind: 'Gateway', namespace: ref?.namespace ?? '' }
  return mappings(mapping(value['spec'])['parentRefs']).flatMap((one, i) =>
    referenceOf(['spec', 'parentRefs', i], one, defaults),
  )
})
