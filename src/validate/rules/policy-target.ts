/** An AgentgatewayPolicy that applies to nothing, or to two kinds at once, which upstream refuses. */
import { GATEWAY_GROUP, GROUP, kindOf } from '../../model/kinds.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import type { ResourceRef } from '../../model/resource.ts'
import type { RuleFinding, Subject } from '../subject.ts'
import { type Reference, referenceOf, refTo } from '../world/reference.ts'
import type { World } from '../world/world.ts'
import { missing } from './missing.ts'
import { found, type Rule } from './rule.ts'

const targetsOf = ({ value, ref }: Subject): Reference[] =>
  mappings(mapping(value['spec'])['targetRefs']).flatMap(
    (target, i) =>
      referenceOf(['spec', 'targetRefs', i], target, {
        group: GATEWAY_GROUP,
        kind: 'Gateway',
        namespace: ref?.namespace ?? '',
      }) ?? [],
  )

const BECOMES = new Map([
  ['HTTPRoute', 'AIRoute'],
  ['AgentgatewayBackend', 'MCPBackend'],
])

/** Our own kinds become upstream's of the same name, which a policy may be about. */
const becomes = (world: World, { kind, namespace = '', name }: ResourceRef): boolean => {
  const own = BECOMES.get(kind)
  return own !== undefined && world.find(refTo(GROUP, own, namespace, name)) !== undefined
}

const mixed = (policy: Subject, targets: readonly Reference[]): RuleFinding[] => {
  const [first] = targets
  const other = targets.find(({ to }) => to.kind !== first?.to.kind)
  // The schema of upstream says it, too, where that is known.
  const isTold = policy.findings.some(({ path }) => path?.startsWith('spec.targetRefs') === true)
  if (first === undefined || other === undefined || isTold) return []
  return [
    found(policy, {
      code: 'mixed-policy-targets',
      severity: 'error',
      path: [...other.path, 'kind'],
      message: `the targets of a policy are of one kind, and these are ${first.to.kind} and ${other.to.kind}`,
      hint: 'write one policy for each kind',
    }),
  ]
}

export const policyTarget: Rule = {
  codes: ['missing-policy-target', 'mixed-policy-targets'],
  check: (world) =>
    world.ofKind(GROUP, 'AgentgatewayPolicy').flatMap((policy) => {
      const targets = targetsOf(policy)
      return [
        ...targets
          .filter(({ group, to }) => kindOf(group, to.kind) !== undefined && !becomes(world, to))
          .flatMap((target) =>
            missing(world, policy, target, {
              code: 'missing-policy-target',
              unknown: 'warning',
              alternatives: [target.kindName],
            }),
          ),
        ...mixed(policy, targets),
      ]
    }),
}
