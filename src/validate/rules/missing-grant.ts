/** A reference into another namespace that no ReferenceGrant there allows. */
import { GATEWAY_GROUP, GROUP, kindOf } from '../../model/kinds.ts'
import { type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { groupOf, refLabel, type ResourceRef } from '../../model/resource.ts'
import type { RuleFinding, Subject } from '../subject.ts'
import { type Reference, text } from '../world/reference.ts'
import { routesOf } from '../world/routes.ts'
import { certificateRefsOf } from '../world/secrets.ts'
import type { World } from '../world/world.ts'
import { found, type Rule } from './rule.ts'

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

const GRANT = kindOf(GATEWAY_GROUP, 'ReferenceGrant')

const check = (world: World, subject: Subject, { path, to, group }: Reference): RuleFinding[] => {
  const { ref } = subject
  if (ref === undefined || GRANT === undefined || to.namespace === undefined) return []
  if (to.namespace === ref.namespace) return []
  const { objects, whole } = world.all(GRANT, to.namespace)
  if (objects.some((grant) => allows(grant, ref, to))) return []
  return [
    found(subject, {
      code: 'missing-grant',
      severity: whole ? 'error' : 'warning',
      path: [...path, 'namespace'],
      message: `no ReferenceGrant in namespace ${to.namespace} ${whole ? '' : 'of the input '}allows ${ref.kind} of ${ref.namespace ?? ''} to refer to ${refLabel(to)}`,
      hint: `add one there, from ${nameIn({ group: groupOf(ref.apiVersion), kind: ref.kind })} of namespace ${ref.namespace ?? ''} to ${group === '' ? '' : `${group}/`}${to.kind}`,
    }),
  ]
}

/** Where the group says nothing of the kind, who needs a grant is not known. */
const isKnown = ({ group, to }: Reference): boolean => kindOf(group, to.kind) !== undefined

export const missingGrant: Rule = {
  codes: ['missing-grant'],
  check: (world) => [
    ...routesOf(world).flatMap(({ subject, backendRefs }) =>
      backendRefs.filter(isKnown).flatMap((reference) => check(world, subject, reference)),
    ),
    ...world
      .ofKind(GATEWAY_GROUP, 'Gateway')
      .flatMap((gateway) =>
        certificateRefsOf(gateway).flatMap((reference) => check(world, gateway, reference)),
      ),
  ],
}
