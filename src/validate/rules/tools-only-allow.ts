/** An Allow that speaks of tools alone: prompts and resources pass the same rules, and are hidden by it. */
import { authorizationsOf } from '../world/authorization.ts'
import type { Rule } from './rule.ts'

export const toolsOnlyAllow: Rule = {
  codes: ['tools-only-allow'],
  check: async (world, tell) => {
    for (const { subject, about, action, expressions } of await authorizationsOf(world)) {
      const [first] = expressions
      if (about !== 'mcp' || action !== 'Allow' || first === undefined) continue
      const isOfTools = expressions.every(
        ({ analysis }) =>
          'reads' in analysis &&
          analysis.reads.some(({ path, tested }) => path[0] === 'mcp' && path[1] === 'tool' && !tested) &&
          analysis.reads.every(({ path }) => path[0] !== 'mcp' || path[1] === 'tool'),
      )
      if (!isOfTools) continue
      tell(subject, {
        code: 'tools-only-allow',
        severity: 'info',
        path: first.path,
        message: 'an Allow about tools alone hides the prompts and resources of the server, too',
        hint: 'add the expressions has(mcp.prompt) and has(mcp.resource) if agents are to have them',
      })
    }
  },
}
