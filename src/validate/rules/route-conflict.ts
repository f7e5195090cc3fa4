/** Two routes, or two rules of one, that claim exactly the same requests: only one of them ever sees any. */
import type { JsonPath } from '../../model/document.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { refKey, refLabel } from '../../model/resource.ts'
import type { RuleFinding, Subject } from '../subject.ts'
import { text } from '../world/reference.ts'
import { type Route, routesOf } from '../world/routes.ts'
import { found, type Rule } from './rule.ts'

/** One match of one rule. */
interface Claim {
  readonly route: Subject
  readonly rule: number
  readonly path: JsonPath
  readonly match: Mapping
}

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

/** Equal for matches that equal requests fulfil. */
const matchKey = (match: Mapping): string =>
  JSON.stringify([
    pathOf(match),
    text(match['method'], ''),
    conditions(match['headers'], (name) => name.toLowerCase()),
    conditions(match['queryParams'], (name) => name),
  ])

/** A rule without matches takes everything. */
const claimsOf = (route: Subject): Claim[] =>
  mappings(mapping(route.value['spec'])['rules']).flatMap((rule, i) => {
    const path = ['spec', 'rules', i]
    const matches = mappings(rule['matches'])
    if (matches.length === 0) return [{ route, rule: i, path, match: {} }]
    return matches.map((match, j) => ({ route, rule: i, path: [...path, 'matches', j], match }))
  })

/** The Gateways with the hostnames for which a route claims something, and the listener where it names one. */
const placesOf = ({ subject, parentRefs }: Route): { place: string; listener: string }[] => {
  const { hostnames } = mapping(subject.value['spec'])
  const hosts = Array.isArray(hostnames) && hostnames.length > 0 ? hostnames.map(String) : ['*']
  return parentRefs.flatMap(({ to, ref }) =>
    hosts.map((host) => ({
      place: `${refKey(to)} ${host}`,
      listener: text(ref['sectionName'], typeof ref['port'] === 'number' ? `:${ref['port']}` : EVERY),
    })),
  )
}

const EVERY = ''

/** The first claim of each listener. */
type Claims = Map<string, Claim>

const earlier = (claims: Claims, listener: string): Claim | undefined =>
  listener === EVERY ? claims.values().next().value : (claims.get(listener) ?? claims.get(EVERY))

const isSameObject = (a: Subject, b: Subject): boolean =>
  a !== b && a.ref !== undefined && b.ref !== undefined && refKey(a.ref) === refKey(b.ref)

const conflict = ({ route, path, match }: Claim, other: Claim): RuleFinding => {
  const { file } = other.route.document
  const { line } = other.route.document.locate(other.path, 'key')
  const within = other.route === route
  const who = within || other.route.ref === undefined ? 'an earlier rule' : refLabel(other.route.ref)
  return found(route, {
    code: 'route-conflict',
    severity: 'warning',
    path,
    message: `${pathOf(match)} is claimed already by ${who} (${file}:${line}), on the same Gateway and hostname`,
    hint: within
      ? 'the first rule that matches counts: remove one, or let the two differ'
      : 'the older route gets the requests: remove one, or let the two differ in path, hostname, method or headers',
  })
}

export const routeConflict: Rule = {
  codes: ['route-conflict'],
  check: (world) => {
    const known = new Map<string, Claims>()
    const take = (claim: Claim, places: ReturnType<typeof placesOf>): Claim | undefined => {
      let first: Claim | undefined
      const match = matchKey(claim.match)
      for (const { place, listener } of places) {
        const key = `${place} ${match}`
        const claims: Claims = known.get(key) ?? new Map<string, Claim>()
        known.set(key, claims)
        first ??= earlier(claims, listener)
        if (!claims.has(listener)) claims.set(listener, claim)
      }
      return first
    }
    return routesOf(world)
      .filter(({ subject }) => subject.ref?.kind !== 'GRPCRoute')
      .flatMap((one) => {
        const { subject: route } = one
        const places = placesOf(one)
        return claimsOf(route).flatMap((claim) => {
          const other = take(claim, places)
          // One rule may repeat itself, and an object that is given twice is told by another rule.
          const isNone = other === undefined || (other.route === route && other.rule === claim.rule)
          return isNone || isSameObject(other.route, route) ? [] : [conflict(claim, other)]
        })
      })
  },
}
