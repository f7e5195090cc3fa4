/** A port that the Service does not have. */
import type { JsonPath } from '../../model/document.ts'
import { mapping, mappings } from '../../model/mapping.ts'
import { refLabel } from '../../model/resource.ts'
import type { Reference } from '../world/reference.ts'
import { backendRefsOf } from '../world/routes.ts'
import { targetServices } from '../world/services.ts'
import type { World } from '../world/world.ts'
import type { Rule, Tell } from './rule.ts'

/** `holder` is the path to the map whose field `port` it is. */
const check = (
  world: World,
  tell: Tell,
  { from, to, target }: Reference,
  port: unknown,
  holder: JsonPath,
): void => {
  const service = target?.value ?? world.object(to)
  if (typeof port !== 'number' || service === undefined) return
  const ports = mappings(mapping(service['spec'])['ports']).map((one) => one['port'])
  // An ExternalName needs no ports, and of a Service without any the API server has its say.
  if (ports.length === 0 || ports.includes(port)) return
  tell(from, {
    code: 'missing-port',
    severity: 'error',
    path: [...holder, 'port'],
    message: `${refLabel(to)} has no port ${port}`,
    hint: `its ports are ${ports.join(', ')}`,
  })
}

export const missingPort: Rule = {
  codes: ['missing-port'],
  check: (world, tell) => {
    const service = world.kind('', 'Service')
    for (const reference of backendRefsOf(world))
      if (reference.kind === service) check(world, tell, reference, reference.ref['port'], reference.path)
    for (const { reference, port, path } of targetServices(world)) check(world, tell, reference, port, path)
  },
}
