/** An MCP server behind a Service that is nowhere. */
import { targetServices } from '../world/services.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

export const missingService: Rule = {
  codes: ['missing-service'],
  check: (world, tell) => {
    for (const { reference } of targetServices(world))
      if (reference.target === undefined)
        missing(world, tell, reference, {
          code: 'missing-service',
          unknown: 'warning',
          alternatives: [world.kind('', 'Service')],
        })
  },
}
