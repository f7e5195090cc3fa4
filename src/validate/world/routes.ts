/** Routes, and the references out of them. Many rules look at these, which are therefore gathered once. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping } from '../../model/mapping.ts'
import { once } from './once.ts'
import { type Reference, referenceOf } from './reference.ts'
import type { NamedSubject, World } from './world.ts'

export interface Route {
  readonly subject: NamedSubject
  readonly spec: Mapping
  readonly parentRefs: readonly Reference[]
}

export const routesOf = once((world: World): readonly Route[] => {
  const routes: Route[] = []
  for (const kind of [
    world.kind(GROUP, 'AIRoute'),
    world.kind(GATEWAY_GROUP, 'HTTPRoute'),
    world.kind(GATEWAY_GROUP, 'GRPCRoute'),
  ])
    for (const subject of kind.subjects) {
      const spec = mapping(subject.value['spec'])
      routes.push({ subject, spec, parentRefs: parentRefsIn(world, subject, spec) })
    }
  return routes
})

const parentRefsIn = (world: World, route: NamedSubject, spec: Mapping): Reference[] => {
  const gateway = world.kind(GATEWAY_GROUP, 'Gateway')
  const references: Reference[] = []
  const given = list(spec['parentRefs'])
  for (let i = 0; i < given.length; i++) {
    const reference = referenceOf(world, route, ['spec', 'parentRefs', i], mapping(given[i]), gateway)
    if (reference !== undefined) references.push(reference)
  }
  return references
}

/** A reference without a kind is a Service. */
export const backendRefsOf = once((world: World): readonly Reference[] => {
  const service = world.kind('', 'Service')
  const references: Reference[] = []
  for (const { subject, spec } of routesOf(world)) {
    const rules = list(spec['rules'])
    for (let i = 0; i < rules.length; i++) {
      const given = list(mapping(rules[i])['backendRefs'])
      for (let j = 0; j < given.length; j++) {
        const path = ['spec', 'rules', i, 'backendRefs', j]
        const reference = referenceOf(world, subject, path, mapping(given[j]), service)
        if (reference !== undefined) references.push(reference)
      }
    }
  }
  return references
})
