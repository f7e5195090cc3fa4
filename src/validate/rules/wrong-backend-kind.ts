/** A route to an object that is no backend. */
import { GATEWAY_GROUP, GROUP, kindOf } from '../../model/kinds.ts'
import { formatPath } from '../../model/document.ts'
import { groupOf } from '../../model/resource.ts'
import { nearest } from '../../model/nearest.ts'
import type { Reference } from '../world/reference.ts'
import { backendRefsOf } from '../world/routes.ts'
import type { Fault, Rule } from './rule.ts'

/** The groups all of whose kinds are known; what is a backend in others is theirs to say. */
const KNOWN = new Map<string, readonly string[]>([
  ['', ['Service']],
  // A route to the model of name `*` is what AgentgatewayModels attach to.
  [GROUP, ['MCPBackend', 'AgentgatewayBackend', 'AgentgatewayModel']],
  [GATEWAY_GROUP, []],
])

const KINDS = ['Service', 'MCPBackend', 'AgentgatewayBackend'] as const

const faultOf = ({ from: route, path, ref, kind, to }: Reference): Fault | undefined => {
  const { group } = kind
  const backends = KNOWN.get(group)
  if (backends === undefined) return undefined
  const isBackend = backends.includes(to.kind)
  if (isBackend && (to.kind !== 'MCPBackend' || route.ref.kind === 'AIRoute')) return undefined
  const at = [...path, ref['kind'] === undefined ? 'name' : 'kind']
  if (isBackend)
    return {
      code: 'wrong-backend-kind',
      severity: 'warning',
      path: at,
      message: `plain agentgateway knows no MCPBackend, and so can not resolve it in ${route.ref.kind}`,
      hint: 'write an AIRoute, which becomes an HTTPRoute with the backend that the MCPBackend becomes',
    }
  const inGroup = group === '' ? 'the core group' : group
  const near = nearest(to.kind, KINDS)
  const meant = near === undefined ? undefined : kindOf(near === 'Service' ? '' : GROUP, near)
  // Without a better hint, what the schema says of it already is enough.
  if (meant === undefined && route.findings.some((finding) => finding.path === formatPath(path)))
    return undefined
  const nearGroup = meant === undefined ? '' : groupOf(meant.apiVersion)
  return {
    code: 'wrong-backend-kind',
    severity: 'error',
    path: at,
    message: `a route can not lead to the kind ${to.kind} of ${inGroup}`,
    hint:
      meant === undefined
        ? `backends are Service, and MCPBackend and AgentgatewayBackend of the group ${GROUP}`
        : `did you mean ${nearGroup === '' ? '' : `group: ${nearGroup}, `}kind: ${meant.kind}?`,
  }
}

export const wrongBackendKind: Rule = {
  codes: ['wrong-backend-kind'],
  check: (world, tell) => {
    for (const reference of backendRefsOf(world)) {
      const fault = faultOf(reference)
      if (fault !== undefined) tell(reference.from, fault)
    }
  },
}
