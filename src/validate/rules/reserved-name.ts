/** The name of an MCP target with a character that agentgateway puts between the names of target and tool. */
import { GROUP } from '../../model/kinds.ts'
import { formatPath } from '../../model/document.ts'
import { list, mapping } from '../../model/mapping.ts'
import type { Rule } from './rule.ts'

export const reservedName: Rule = {
  codes: ['reserved-name'],
  check: (world, tell) => {
    for (const backend of world.kind(GROUP, 'AgentgatewayBackend').subjects) {
      const targets = list(mapping(mapping(backend.value['spec'])['mcp'])['targets'])
      for (const [i, target] of targets.entries()) {
        const { name } = mapping(target)
        if (typeof name !== 'string' || !/[_+]/.test(name)) continue
        const path = ['spec', 'mcp', 'targets', i, 'name']
        // The schema says it, too, where it is known.
        if (backend.findings.some((finding) => finding.path === formatPath(path))) continue
        tell(backend, {
          code: 'reserved-name',
          severity: 'error',
          path,
          message: `"${name}" has ${name.includes('_') ? '"_"' : '"+"'}, which agentgateway puts between the names of a target and its tools`,
          hint: `write ${name.replaceAll(/[_+]+/g, '-')}`,
        })
      }
    }
  },
}
