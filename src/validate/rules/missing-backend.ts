/** A route to a backend that is nowhere. */
import { GROUP } from '../../model/kinds.ts'
import { backendRefsOf } from '../world/routes.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

export const missingBackend: Rule = {
  codes: ['missing-backend'],
  check: (world, tell) => {
    /** Of other kinds nothing is known, or they are no backends. */
    const backends = [
      world.kind(GROUP, 'MCPBackend'),
      world.kind(GROUP, 'AgentgatewayBackend'),
      world.kind('', 'Service'),
    ]
    for (const reference of backendRefsOf(world))
      if (reference.target === undefined && backends.includes(reference.kind))
        missing(world, tell, reference, {
          code: 'missing-backend',
          unknown: 'warning',
          alternatives: backends,
        })
  },
}
