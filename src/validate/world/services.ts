/** References to Services, with the port that is wanted of them. */
import { GROUP } from '../../model/kinds.ts'
import type { JsonPath } from '../../model/document.ts'
import { list, mapping } from '../../model/mapping.ts'
import { once } from './once.ts'
import { type Reference, referenceOf } from './reference.ts'
import { mcpBackends } from './servers.ts'
import type { NamedSubject, World } from './world.ts'

export interface TargetService {
  readonly reference: Reference
  readonly port: unknown
  /** To the map that both stand in. */
  readonly path: JsonPath
}

/** The Services behind MCP servers: `static` of a target names one, of the same namespace by its name alone. */
export const targetServices = once((world: World): readonly TargetService[] => {
  const service = world.kind('', 'Service')
  const services: TargetService[] = []
  const add = (from: NamedSubject, target: unknown, above: JsonPath): void => {
    const { backendRef, port } = mapping(mapping(target)['static'])
    if (backendRef === undefined) return
    const path = [...above, 'static']
    const reference = referenceOf(world, from, [...path, 'backendRef'], mapping(backendRef), service)
    if (reference !== undefined) services.push({ reference, port, path })
  }
  for (const { subject, mcp } of mcpBackends(world)) add(subject, mcp, ['spec', 'mcp'])
  for (const subject of world.kind(GROUP, 'AgentgatewayBackend').subjects) {
    const targets = list(mapping(mapping(subject.value['spec'])['mcp'])['targets'])
    for (let i = 0; i < targets.length; i++) add(subject, targets[i], ['spec', 'mcp', 'targets', i])
  }
  return services
})
