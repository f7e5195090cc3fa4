/**
 * Routes, with all that rules ask of them. It is gathered in one pass, since to look at an object again later costs as
 * much as the first time: so many of them are in no cache of the processor.
 */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping } from '../../model/mapping.ts'
import { once } from './once.ts'
import { type Match, matchesOf } from './matches.ts'
import { packed } from './packed.ts'
import { type Reference, referenceOf } from './reference.ts'
import type { NamedSubject, World } from './world.ts'

export interface Route {
  readonly subject: NamedSubject
  readonly hostnames: readonly unknown[]
  readonly parentRefs: readonly Reference[]
  readonly backendRefs: readonly Reference[]
  readonly matches: readonly Match[]
}

export const routesOf = once((world: World): readonly Route[] => {
  const kinds = [
    world.kind(GROUP, 'AIRoute'),
    world.kind(GATEWAY_GROUP, 'HTTPRoute'),
    world.kind(GATEWAY_GROUP, 'GRPCRoute'),
  ]
  return kinds.flatMap(({ subjects }) => subjects.map((subject) => routeOf(world, subject)))
})

export const backendRefsOf = once((world: World): readonly Reference[] =>
  routesOf(world).flatMap(({ backendRefs }) => backendRefs),
)

const routeOf = (world: World, subject: NamedSubject): Route => {
  const spec = mapping(subject.value['spec'])
  const parentRefs = parentRefsIn(world, subject, spec)
  const backendRefs: Reference[] = []
  const matches: Match[] = []
  const rules = list(spec['rules'])
  for (let i = 0; i < rules.length; i++) {
    const rule = mapping(rules[i])
    matches.push(...matchesOf(rule, i))
    addBackendRefs(world, subject, rule, i, backendRefs)
  }
  const hostnames = list(spec['hostnames'])
  return { subject, hostnames, parentRefs, backendRefs: packed(backendRefs), matches: packed(matches) }
}

const parentRefsIn = (world: World, route: NamedSubject, spec: Mapping): Reference[] => {
  const gateway = world.kind(GATEWAY_GROUP, 'Gateway')
  const given = list(spec['parentRefs'])
  const references: Reference[] = []
  for (let i = 0; i < given.length; i++) {
    const reference = referenceOf(world, route, ['spec', 'parentRefs', i], mapping(given[i]), gateway)
    if (reference !== undefined) references.push(reference)
  }
  return packed(references)
}

/** A reference without a kind is a Service. */
const addBackendRefs = (
  world: World,
  route: NamedSubject,
  rule: Mapping,
  at: number,
  references: Reference[],
): void => {
  const service = world.kind('', 'Service')
  const given = list(rule['backendRefs'])
  for (let i = 0; i < given.length; i++) {
    const path = ['spec', 'rules', at, 'backendRefs', i]
    const reference = referenceOf(world, route, path, mapping(given[i]), service)
    if (reference !== undefined) references.push(reference)
  }
}
