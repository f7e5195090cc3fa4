/** An Allow that speaks of tools alone: prompts and resources pass the same rules, and are hidden by it. */
import type { RuleFinding } from '../subject.ts'
import { authorizationsOf } from '../world/authorization.ts'
import { analyse } from '../world/cel/analyse.ts'
import { found, type Rule } from './rule.ts'

export const toolsOnlyAllow: Rule = {
  codes: ['tools-only-allow'],
  check: async (world) => {
    const findings: RuleFinding[] = []
    for (const { subject, about, action, expressions } of authorizationsOf(world)) {
      const [first] = expressions
      if (about !== 'mcp' || action !== 'Allow' || first === undefined) continue
      const analyses = await Promise.all(expressions.map(({ text }) => analyse(text)))
      const isOfTools = analyses.every(
        (facts) =>
          'reads' in facts &&
          facts.reads.some(({ path, tested }) => path[0] === 'mcp' && path[1] === 'tool' && !tested) &&
          facts.reads.every(({ path }) => path[0] !== 'mcp' || path[1] === 'tool'),
      )
      if (!isOfTools) continue
      findings.push(
        found(subject, {
          code: 'tools-only-allow',
          severity: 'info',
          path: first.path,
          message: 'an Allow about tools alone hides the prompts and resources of the server, too',
          hint: 'add the expressions has(mcp.prompt) and has(mcp.resource) if agents are to have them',
        }),
      )
    }
    return findings
  },
}
