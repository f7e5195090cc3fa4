/** Routes, and the references out of them. Many rules look at these, which are therefore gathered once. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping } from '../../model/mapping.ts'
import { once } from './once.ts'
import { type Reference, referenceOf } from './reference.ts'
import type { NamedSubject, ObjectsOfKind, World } from './world.ts'

export interface Route {
  readonly subject: NamedSubject
  readonly spec: Mapping
  readonly parentRefs: readonly Reference[]
}

export const routesOf = once((world: World): readonly Route[] => {
  const kinds = [
    world.kind(GROUP, 'AIRoute'),
    world.kind(GATEWAY_GROUP, 'HTTPRoute'),
    world.kind(GATEWAY_GROUP, 'GRPCRoute'),
  ]
  const gateway = world.kind(GATEWAY_GROUP, 'Gateway')
  return kinds.flatMap(({ subjects }) => subjects.map((subject) => routeOf(world, subject, gateway)))
})

const routeOf = (world: World, subject: NamedSubject, gateway: ObjectsOfKind): Route => {
  const spec = mapping(subject.value['spec'])
  const given = list(spec['parentRefs'])
  const parentRefs: Reference[] = []
  for (let i = 0; i < given.length; i++) {
    const reference = referenceOf(world, subject, ['spec', 'parentRefs', i], mapping(given[i]), gateway)
    if (reference !== undefined) parentRefs.push(reference)
  }
  return { subject, spec, parentRefs }
}

/** A reference without a kind is a Service. */
export const backendRefsOf = once((world: World): readonly Reference[] => {
  const service = world.kind('', 'Service')
  const references: Reference[] = []
  for (const route of routesOf(world)) addBackendRefs(world, route, service, references)
  return references
})

const addBackendRefs = (
  world: World,
  { subject, spec }: Route,
  service: ObjectsOfKind,
  references: Reference[],
): void => {
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
