/** A route to a backend that is nowhere. */
import { backendRefsOf, routesOf } from '../world/routes.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

/** Of other kinds nothing is known, or they are no backends. */
const BACKENDS = ['agentgateway.dev/MCPBackend', 'agentgateway.dev/AgentgatewayBackend', '/Service']

export const missingBackend: Rule = {
  codes: ['missing-backend'],
  check: (world) =>
    routesOf(world).flatMap((route) =>
      backendRefsOf(route)
        .filter(({ kindName }) => BACKENDS.includes(kindName))
        .flatMap((reference) =>
          missing(world, route, reference, {
            code: 'missing-backend',
            unknown: 'warning',
            alternatives: BACKENDS,
          }),
        ),
    ),
}
