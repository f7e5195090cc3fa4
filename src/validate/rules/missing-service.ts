/** An MCP server behind a Service that is nowhere. */
import { targetServices } from '../world/services.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

export const missingService: Rule = {
  codes: ['missing-service'],
  check: (world) =>
    targetServices(world).flatMap(({ subject, reference }) =>
      missing(world, subject, reference, {
        code: 'missing-service',
        unknown: 'warning',
        alternatives: ['/Service'],
      }),
    ),
}
