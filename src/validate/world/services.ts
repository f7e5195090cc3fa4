/** References to Services, with the port that is wanted of them. */
import { GROUP } from '../../model/kinds.ts'
import type { JsonPath } from '../../model/document.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
import { type Reference, referenceOf } from './reference.ts'
import { routesOf } from './routes.ts'
import type { World } from './world.ts'

export interface ServiceUse {
  readonly subject: Subject
  readonly reference: Reference
  readonly port: unknown
  readonly portPath: JsonPath
}

/** `static` of an MCP target: a Service of the same namespace by its name alone. */
const targetUse = (subject: Subject, target: unknown, path: JsonPath): ServiceUse[] => {
  const fixed = mapping(mapping(target)['static'])
  const defaults = { group: '', kind: 'Service', namespace: subject.ref?.namespace ?? '' }
  const at = [...path, 'static']
  const reference = referenceOf([...at, 'backendRef'], mapping(fixed['backendRef']), defaults)
  if (reference === undefined) return []
  return [{ subject, reference, port: fixed['port'], portPath: [...at, 'port'] }]
}

/** The Services behind MCP servers. */
export const targetServices = once((world: World): readonly ServiceUse[] => [
  ...world
    .ofKind(GROUP, 'MCPBackend')
    .flatMap((backend) => targetUse(backend, mapping(backend.value['spec'])['mcp'], ['spec', 'mcp'])),
  ...world
    .ofKind(GROUP, 'AgentgatewayBackend')
    .flatMap((backend) =>
      mappings(mapping(mapping(backend.value['spec'])['mcp'])['targets']).flatMap((target, i) =>
        targetUse(backend, target, ['spec', 'mcp', 'targets', i]),
      ),
    ),
])

export const routeServices = (world: World): ServiceUse[] =>
  routesOf(world).flatMap(({ subject, backendRefs }) =>
    backendRefs
      .filter(({ kindName }) => kindName === '/Service')
      .map((reference) => ({
        subject,
        reference,
        port: reference.ref['port'],
        portPath: [...reference.path, 'port'],
      })),
  )
