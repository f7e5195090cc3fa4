/** A reference into another namespace that no ReferenceGrant there allows. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { groupOf, refLabel, type ResourceRef } from '../../model/resource.ts'
import { type Reference, text } from '../world/reference.ts'
import { backendRefsOf } from '../world/routes.ts'
import { certificateRefsOf } from '../world/secrets.ts'
import type { World } from '../world/world.ts'
import type { Rule, Tell } from './rule.ts'

/** Our own kinds become upstream's, and a grant may speak of either. */
const LOWERED: Readonly<Record<string, readonly string[]>> = {
  [`${GROUP}/AIRoute`]: [`${GATEWAY_GROUP}/HTTPRoute`],
  [`${GROUP}/MCPBackend`]: [`${GROUP}/AgentgatewayBackend`],
}

const namesOf = ({ apiVersion, kind }: ResourceRef): readonly string[] => {
  const name = `${groupOf(apiVersion)}/${kind}`
  return [name, ...(LOWERED[name] ?? [])]
}

const nameIn = ({ group, kind }: Mapping): string => `${text(group, '')}/${text(kind, '')}`

const allows = (grant: Mapping, from: ResourceRef, to: ResourceRef): boolean => {
  const spec = mapping(grant['spec'])
  return (
    mappings(spec['from']).some(
      (one) => one['namespace'] === from.namespace && namesOf(from).includes(nameIn(one)),
    ) &&
    mappings(spec['to']).some(
      (one) => namesOf(to).includes(nameIn(one)) && (one['name'] === undefined || one['name'] === to.name),
    )
  )
}

/** Where the group says nothing of the kind, who needs a grant is not known. */
const crosses = ({ from, to, kind }: Reference): boolean =>
  to.namespace !== from.ref.namespace && to.namespace !== undefined && kind.isKnown

const check = (world: World, tell: Tell, { from, path, to, kind: { group } }: Reference): void => {
  const { namespace = '' } = to
  const { objects, whole } = world.all(world.kind(GATEWAY_GROUP, 'ReferenceGrant'), namespace)
  if (objects.some((grant) => allows(grant, from.ref, to))) return
  const { apiVersion, kind, namespace: own = '' } = from.ref
  tell(from, {
    code: 'missing-grant',
    severity: whole ? 'error' : 'warning',
    path: [...path, 'namespace'],
    message: `no ReferenceGrant in namespace ${namespace} ${whole ? '' : 'of the input '}allows ${kind} of ${own} to refer to ${refLabel(to)}`,
    hint: `add one there, from ${nameIn({ group: groupOf(apiVersion), kind })} of namespace ${own} to ${group === '' ? '' : `${group}/`}${to.kind}`,
  })
}

export const missingGrant: Rule = {
  codes: ['missing-grant'],
  check: (world, tell) => {
    for (const references of [backendRefsOf(world), certificateRefsOf(world)])
      for (const reference of references) if (crosses(reference)) check(world, tell, reference)
  },
}
