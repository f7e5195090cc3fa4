/** Where else what is revoked can be reached: the same server as another backend, the same path as another route. */
import { isRoute } from '../model/kinds.ts'
import { mapping, mappings } from '../model/mapping.ts'
import { append, type Multimap } from '../model/multimap.ts'
import type { Part } from '../model/part.ts'
import { groupOf, type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import { type Named, targetKey } from '../model/revocation.ts'
import { backendRefs } from './backend-refs.ts'
import { type Identity, identitiesOf, isSame, serviceIdentity } from './identity.ts'
import type { Standing } from './revoke-targets.ts'
import { waysOf } from './ways.ts'

export interface Elsewhere extends Named {
  /** What it has in common with what is revoked. */
  readonly by: { readonly is: Identity['is'] | 'path'; readonly name: string }
  /** Those that lead there; of a route none. */
  readonly routes: readonly ResourceRef[]
}

interface Door extends Named {
  readonly identity: Identity
}

const isService = ({ apiVersion, kind }: ResourceRef): boolean =>
  groupOf(apiVersion) === '' && kind === 'Service'

const doorsOf = (ref: ResourceRef, reading: Resource): Door[] => {
  const namespace = ref.namespace ?? ''
  if (isRoute(ref.kind))
    return backendRefs(reading, namespace)
      .filter(isService)
      .map((to) => ({ ref, identity: serviceIdentity(to.namespace ?? '', to.name) }))
  return waysOf(reading).flatMap(({ target, end }) =>
    identitiesOf(end, namespace).map((identity) => ({
      ref,
      ...(target === undefined ? {} : { part: { target } }),
      identity,
    })),
  )
}

/** Hosts and paths by which a route is reached, each with each backend behind it. */
const pathsOf = (ref: ResourceRef, route: Resource): { key: string; name: string; to: ResourceRef }[] => {
  const spec = mapping(route['spec'])
  const given = Array.isArray(spec['hostnames']) ? spec['hostnames'] : []
  const hosts = given.length === 0 ? ['*'] : given.map(String)
  return mappings(spec['rules']).flatMap((rule) => {
    const matches = mappings(rule['matches'])
    const paths = (matches.length === 0 ? [{}] : matches).map((match) => {
      const { type = 'PathPrefix', value = '/' } = mapping(mapping(match)['path'])
      return `${String(type)} ${String(value)}`
    })
    const one: Resource = { ...route, spec: { rules: [rule] } }
    return backendRefs(one, ref.namespace ?? '').flatMap((to) =>
      hosts.flatMap((host) =>
        paths.map((path) => ({
          key: `${host} ${path} ${refKey(to)}`,
          name: `${host === '*' ? '' : host}${path.slice(path.indexOf(' ') + 1)}`,
          to,
        })),
      ),
    )
  })
}

/** Whether a revocation of `inner` is part of one of `outer`, both of one object. */
const covers = (outer: Part | undefined, inner: Part | undefined): boolean =>
  outer === undefined ||
  ((outer.target === undefined || outer.target === inner?.target) &&
    (outer.tool === undefined || outer.tool === inner?.tool))

export interface Revoked extends Named {
  /** What is known of the object: as it was stored, and of a part as it stands. */
  readonly readings: readonly Resource[]
}

/** `revoked`: all that is, also what nobody asks about. The answers come by targetKey. */
export const elsewhere = (
  asked: readonly Revoked[],
  revoked: readonly Named[],
  standing: ReadonlyMap<string, Standing>,
): ReadonlyMap<string, readonly Elsewhere[]> => {
  const doors: Multimap<string, Door> = new Map()
  const routes: Multimap<string, ResourceRef> = new Map()
  const paths: Multimap<string, ResourceRef> = new Map()
  for (const { ref, readings } of standing.values())
    for (const reading of readings) {
      for (const door of doorsOf(ref, reading)) append(doors, door.identity.key, door)
      if (!isRoute(ref.kind)) continue
      for (const to of new Set(backendRefs(reading, ref.namespace ?? '').map(refKey))) append(routes, to, ref)
      for (const { key } of pathsOf(ref, reading)) append(paths, key, ref)
    }
  const revokedOf = Map.groupBy(revoked, ({ ref }) => refKey(ref))
  /** What is revoked itself is told as itself. */
  const isRevoked = (ref: ResourceRef, part: Part | undefined): boolean =>
    revokedOf.get(refKey(ref))?.some((one) => covers(one.part, part)) ?? false
  const unique = (refs: readonly ResourceRef[]): ResourceRef[] => [
    ...new Map(refs.map((ref) => [refKey(ref), ref])).values(),
  ]

  const sameServer = ({ ref, part, readings }: Revoked): Elsewhere[] =>
    readings
      .flatMap((reading) => doorsOf(ref, reading))
      .filter((door) => part?.target === undefined || door.part?.target === part.target)
      .flatMap(({ identity }) =>
        (doors.get(identity.key) ?? [])
          .filter((door) => isSame(door.identity, identity))
          .filter((door) => !isRevoked(door.ref, { ...door.part, ...(part?.tool && { tool: part.tool }) }))
          .map((door) => ({
            ref: door.ref,
            ...(door.part && { part: door.part }),
            by: { is: identity.is, name: identity.name },
            routes: unique(routes.get(refKey(door.ref)) ?? []),
          })),
      )
  const samePath = ({ ref, readings }: Revoked): Elsewhere[] =>
    readings
      .flatMap((reading) => pathsOf(ref, reading))
      .filter(({ to }) => isService(to) || standing.has(refKey(to)))
      .flatMap(({ key, name }) =>
        (paths.get(key) ?? [])
          .filter((other) => !isRevoked(other, undefined))
          .map((other) => ({ ref: other, by: { is: 'path' as const, name }, routes: [] })),
      )

  return new Map(
    asked.map((one) => {
      const found = isRoute(one.ref.kind) ? samePath(one) : sameServer(one)
      return [targetKey(one), [...new Map(found.map((other) => [targetKey(other), other])).values()]]
    }),
  )
}
