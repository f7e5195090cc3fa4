/** A route to a backend that is nowhere. */
import { routesOf } from '../world/routes.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

/** Of other kinds nothing is known, or they are no backends. */
const BACKENDS = ['agentgateway.dev/MCPBackend', 'agentgateway.dev/AgentgatewayBackend', '/Service']

export const missingBackend: Rule = {
  codes: ['missing-backend'],
  check: (world) =>
    routesOf(world).flatMap(({ subject, backendRefs }) =>
      backendRefs
        .filter(({ kindName }) => BACKENDS.includes(kindName))
        .flatMap((reference) =>
          missing(world, subject, reference, {
            code: 'missing-backend',
            unknown: 'warning',
            alternatives: BACKENDS,
          }),
        ),
    ),
}
