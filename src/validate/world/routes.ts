/** Routes, and the references out of them. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
import { type Reference, type ReferenceDefaults, referenceOf } from './reference.ts'
import type { World } from './world.ts'

export interface Route {
  readonly subject: Subject
  readonly parentRefs: readonly Reference[]
  readonly backendRefs: readonly Reference[]
}

/** Many rules look at the references of routes, which are therefore gathered once. */
export const routesOf = once((world: World): readonly Route[] =>
  [
    world.ofKind(GROUP, 'AIRoute'),
    world.ofKind(GATEWAY_GROUP, 'HTTPRoute'),
    world.ofKind(GATEWAY_GROUP, 'GRPCRoute'),
  ].flatMap((subjects) => subjects.map(routeOf)),
)

const routeOf = (subject: Subject): Route => {
  const spec = mapping(subject.value['spec'])
  const namespace = subject.ref?.namespace ?? ''
  return { subject, parentRefs: parentRefsIn(spec, namespace), backendRefs: backendRefsIn(spec, namespace) }
}

/** A reference without a kind is a Service, one without a namespace is of the route's own. */
const backendRefsIn = (spec: Mapping, namespace: string): Reference[] => {
  const defaults: ReferenceDefaults = { group: '', kind: 'Service', namespace }
  const references: Reference[] = []
  for (const [i, rule] of mappings(spec['rules']).entries())
    for (const [j, one] of mappings(rule['backendRefs']).entries()) {
      const reference = referenceOf(['spec', 'rules', i, 'backendRefs', j], one, defaults)
      if (reference !== undefined) references.push(reference)
    }
  return references
}

const parentRefsIn = (spec: Mapping, namespace: string): Reference[] => {
  const defaults: ReferenceDefaults = { group: GATEWAY_GROUP, kind: 'Gateway', namespace }
  const references: Reference[] = []
  for (const [i, one] of mappings(spec['parentRefs']).entries()) {
    const reference = referenceOf(['spec', 'parentRefs', i], one, defaults)
    if (reference !== undefined) references.push(reference)
  }
  return references
}
