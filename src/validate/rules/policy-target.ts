/** An AgentgatewayPolicy that applies to nothing, or to two kinds at once, which upstream refuses. */
import { GATEWAY_GROUP, GROUP } from '../../model/kinds.ts'
import { list, mapping } from '../../model/mapping.ts'
import type { ResourceRef } from '../../model/resource.ts'
import type { Subject } from '../subject.ts'
import { type Reference, referenceOf } from '../world/reference.ts'
import type { NamedSubject, World } from '../world/world.ts'
import { missing } from './missing.ts'
import type { Rule, Tell } from './rule.ts'

const targetsOf = (world: World, policy: NamedSubject): Reference[] => {
  const gateway = world.kind(GATEWAY_GROUP, 'Gateway')
  const targets: Reference[] = []
  const given = list(mapping(policy.value['spec'])['targetRefs'])
  for (let i = 0; i < given.length; i++) {
    const target = referenceOf(world, policy, ['spec', 'targetRefs', i], mapping(given[i]), gateway)
    if (target !== undefined) targets.push(target)
  }
  return targets
}

const BECOMES = new Map([
  ['HTTPRoute', 'AIRoute'],
  ['AgentgatewayBackend', 'MCPBackend'],
])

/** Our own kinds become upstream's of the same name, which a policy may be about. */
const becomes = (world: World, { kind, namespace = '', name }: ResourceRef): boolean => {
  const own = BECOMES.get(kind)
  return own !== undefined && world.kind(GROUP, own).byNamespace.get(namespace)?.has(name) === true
}

const checkMixed = (tell: Tell, policy: Subject, targets: readonly Reference[]): void => {
  const [first] = targets
  const other = targets.find(({ to }) => to.kind !== first?.to.kind)
  if (first === undefined || other === undefined) return
  // The schema of upstream says it, too, where that is known.
  if (policy.findings.some(({ path }) => path?.startsWith('spec.targetRefs') === true)) return
  tell(policy, {
    code: 'mixed-policy-targets',
    severity: 'error',
    path: [...other.path, 'kind'],
    message: `the targets of a policy are of one kind, and these are ${first.to.kind} and ${other.to.kind}`,
    hint: 'write one policy for each kind',
  })
}

export const policyTarget: Rule = {
  codes: ['missing-policy-target', 'mixed-policy-targets'],
  check: (world, tell) => {
    for (const policy of world.kind(GROUP, 'AgentgatewayPolicy').subjects) {
      const targets = targetsOf(world, policy)
      for (const target of targets)
        if (target.target === undefined && target.kind.isKnown && !becomes(world, target.to))
          missing(world, tell, target, {
            code: 'missing-policy-target',
            unknown: 'warning',
            alternatives: [target.kind],
          })
      checkMixed(tell, policy, targets)
    }
  },
}
