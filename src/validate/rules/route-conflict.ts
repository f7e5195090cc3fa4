/** Two routes, or two rules of one, that claim exactly the same requests: only one of them ever sees any. */
import { refKey, refLabel } from '../../model/resource.ts'
import type { Subject } from '../subject.ts'
import { type Match, pathOf, pathTo } from '../world/matches.ts'
import { type Reference, text } from '../world/reference.ts'
import { type Route, routesOf } from '../world/routes.ts'
import type { NamedSubject } from '../world/world.ts'
import type { Fault, Rule, Tell } from './rule.ts'

/** A match of a route on a Gateway. */
interface Claim {
  readonly route: NamedSubject
  readonly match: Match
  /** The one of the Gateway's that the route names, or EVERY. */
  readonly listener: string
}

const EVERY = ''

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

const listenerOf = ({ ref: { sectionName, port } }: Reference): string =>
  text(sectionName, typeof port === 'number' ? `:${port}` : EVERY)

const isSameObject = (a: NamedSubject, b: NamedSubject): boolean => a !== b && refKey(a.ref) === refKey(b.ref)

const conflict = (route: NamedSubject, match: Match, other: Claim): Fault => {
  const { file } = other.route.document
  const { line } = other.route.document.locate(pathTo(other.match), 'key')
  const within = other.route === route
  const who = within ? 'an earlier rule' : refLabel(other.route.ref)
  return {
    code: 'route-conflict',
    severity: 'warning',
    path: pathTo(match),
    message: `${pathOf(match.value)} is claimed already by ${who} (${file}:${line}), on the same Gateway and hostname`,
    hint: within
      ? 'the first rule that matches counts: remove one, or let the two differ'
      : 'the older route gets the requests: remove one, or let the two differ in path, hostname, method or headers',
  }
}

const ANY_HOSTNAME = ['*']

const checkRoute = (one: Route, places: readonly Place[], tell: Tell): void => {
  const { subject: route, matches } = one
  const hostnames = one.hostnames.length > 0 ? one.hostnames : ANY_HOSTNAME
  for (const match of matches) {
    let first: Claim | undefined
    for (const { claims, listener } of places) {
      const claim = { route, match, listener }
      for (const hostname of hostnames) {
        const earlier = take(claims, `${String(hostname)}\n${match.key}`, claim)
        first ??= earlier
      }
    }
    // One rule may repeat itself, and an object that is given twice is told by another rule.
    if (first === undefined || (first.route === route && first.match.rule === match.rule)) continue
    if (!isSameObject(first.route, route)) tell(route, conflict(route, match, first))
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
