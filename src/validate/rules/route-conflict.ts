/** Two routes, or two rules of one, that claim exactly the same requests: only one of them ever sees any. */
import type { JsonPath } from '../../model/document.ts'
import { list, type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { refKey, refLabel } from '../../model/resource.ts'
import type { Subject } from '../subject.ts'
import { type Reference, text } from '../world/reference.ts'
import { type Route, routesOf } from '../world/routes.ts'
import type { NamedSubject } from '../world/world.ts'
import type { Fault, Rule, Tell } from './rule.ts'

/** One match of one rule, for one hostname of one Gateway. */
interface Claim {
  readonly route: NamedSubject
  readonly rule: number
  /** Undefined for a rule without matches, which takes everything. */
  readonly index: number | undefined
  readonly match: Mapping
  /** The one of the Gateway's that the route names, or EVERY. */
  readonly listener: string
}

const EVERY = ''

const NO_CONDITIONS: readonly string[] = []

/** The conditions on headers or parameters in one order; of two on the same name the first counts. */
const conditions = (value: unknown, canonical: (name: string) => string): readonly string[] => {
  if (value === undefined) return NO_CONDITIONS
  const seen = new Map<string, string>()
  for (const { name, type, value: wanted } of mappings(value)) {
    const key = canonical(String(name))
    if (!seen.has(key)) seen.set(key, `${key} ${text(type, 'Exact')} ${String(wanted)}`)
  }
  return [...seen.values()].sort()
}

const pathOf = (match: Mapping): string => {
  const { type, value } = mapping(match['path'])
  return `${text(type, 'PathPrefix')} ${text(value, '/')}`
}

/** Equal for matches that equal requests fulfil. Of most matches the path is all. */
const matchKey = (match: Mapping): string => {
  const path = pathOf(match)
  const method = text(match['method'], '')
  const headers = conditions(match['headers'], (name) => name.toLowerCase())
  const parameters = conditions(match['queryParams'], (name) => name)
  return method === '' && headers.length === 0 && parameters.length === 0
    ? path
    : JSON.stringify([path, method, headers, parameters])
}

/** The first claim of each listener, by hostname and match. */
type Claims = Map<string, Claim[]>

/** Makes the claim, and gives the one that came before it. */
const take = (claims: Claims, key: string, claim: Claim): Claim | undefined => {
  const { listener } = claim
  const earlier = claims.get(key)
  if (earlier === undefined) {
    claims.set(key, [claim])
    return undefined
  }
  const same = earlier.find((one) => one.listener === listener)
  if (same === undefined) earlier.push(claim)
  return listener === EVERY ? earlier[0] : (same ?? earlier.find((one) => one.listener === EVERY))
}

/** Where a route claims something: of a Gateway, and its listener where the route names one. */
interface Place {
  readonly claims: Claims
  readonly listener: string
}

const hostnamesOf = (spec: Mapping): readonly unknown[] => {
  const hostnames = list(spec['hostnames'])
  return hostnames.length > 0 ? hostnames : ['*']
}

const listenerOf = ({ ref: { sectionName, port } }: Reference): string =>
  text(sectionName, typeof port === 'number' ? `:${port}` : EVERY)

const isSameObject = (a: NamedSubject, b: NamedSubject): boolean => a !== b && refKey(a.ref) === refKey(b.ref)

const pathTo = ({ rule, index }: Claim): JsonPath =>
  index === undefined ? ['spec', 'rules', rule] : ['spec', 'rules', rule, 'matches', index]

const conflict = (claim: Claim, other: Claim): Fault => {
  const { file } = other.route.document
  const { line } = other.route.document.locate(pathTo(other), 'key')
  const within = other.route === claim.route
  const who = within ? 'an earlier rule' : refLabel(other.route.ref)
  return {
    code: 'route-conflict',
    severity: 'warning',
    path: pathTo(claim),
    message: `${pathOf(claim.match)} is claimed already by ${who} (${file}:${line}), on the same Gateway and hostname`,
    hint: within
      ? 'the first rule that matches counts: remove one, or let the two differ'
      : 'the older route gets the requests: remove one, or let the two differ in path, hostname, method or headers',
  }
}

const checkRoute = ({ subject: route, spec }: Route, places: readonly Place[], tell: Tell): void => {
  const hostnames = hostnamesOf(spec)
  const check = (rule: number, index: number | undefined, match: Mapping): void => {
    const key = matchKey(match)
    let first: Claim | undefined
    for (const { claims, listener } of places) {
      const claim = { route, rule, index, match, listener }
      for (const hostname of hostnames) {
        const earlier = take(claims, `${String(hostname)}\n${key}`, claim)
        first ??= earlier
      }
    }
    // One rule may repeat itself, and an object that is given twice is told by another rule.
    if (first === undefined || (first.route === route && first.rule === rule)) return
    if (!isSameObject(first.route, route))
      tell(route, conflict({ route, rule, index, match, listener: EVERY }, first))
  }
  const rules = list(spec['rules'])
  for (let i = 0; i < rules.length; i++) {
    const matches = list(mapping(rules[i])['matches'])
    if (matches.length === 0) check(i, undefined, {})
    for (let j = 0; j < matches.length; j++) check(i, j, mapping(matches[j]))
  }
}

export const routeConflict: Rule = {
  codes: ['route-conflict'],
  check: (world, tell) => {
    const ofGateways = new Map<Subject | string, Claims>()
    const placeOf = (parent: Reference): Place => {
      const gateway = parent.target ?? refKey(parent.to)
      let claims = ofGateways.get(gateway)
      if (claims === undefined) ofGateways.set(gateway, (claims = new Map<string, Claim[]>()))
      return { claims, listener: listenerOf(parent) }
    }
    for (const route of routesOf(world))
      if (route.subject.ref.kind !== 'GRPCRoute') checkRoute(route, route.parentRefs.map(placeOf), tell)
  },
}
