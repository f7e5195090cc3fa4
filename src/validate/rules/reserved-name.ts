/** The name of an MCP target with a character that agentgateway puts between the names of target and tool. */
import { GROUP } from '../../model/kinds.ts'
import { formatPath } from '../../model/document.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import { found, type Rule } from './rule.ts'

export const reservedName: Rule = {
  codes: ['reserved-name'],
  check: (world) =>
    world.ofKind(GROUP, 'AgentgatewayBackend').flatMap((backend) =>
      mappings(mapping(mapping(backend.value['spec'])['mcp'])['targets']).flatMap(({ name }, i) => {
        const path = ['spec', 'mcp', 'targets', i, 'name']
        if (typeof name !== 'string' || !/[_+]/.test(name)) return []
        // The schema says it, too, where it is known.
        if (backend.findings.some((finding) => finding.path === formatPath(path))) return []
        return [
          found(backend, {
            code: 'reserved-name',
            severity: 'error',
            path,
            message: `"${name}" has ${name.includes('_') ? '"_"' : '"+"'}, which agentgateway puts between the names of a target and its tools`,
            hint: `write ${name.replaceAll(/[_+]+/g, '-')}`,
          }),
        ]
      }),
    ),
}
