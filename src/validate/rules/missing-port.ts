/** A port that the Service does not have. */
import { mapping, mappings } from '../../model/mapping.ts'
import { refLabel } from '../../model/resource.ts'
import { routeServices, targetServices } from '../world/services.ts'
import { found, type Rule } from './rule.ts'

export const missingPort: Rule = {
  codes: ['missing-port'],
  check: (world) =>
    [...routeServices(world), ...targetServices(world)].flatMap(({ subject, reference, port, portPath }) => {
      const spec = mapping(world.object(reference.to)?.['spec'])
      const ports = mappings(spec['ports']).map((one) => one['port'])
      // An ExternalName needs no ports, and of a Service without any the API server has its say.
      if (typeof port !== 'number' || ports.length === 0 || ports.includes(port)) return []
      return [
        found(subject, {
          code: 'missing-port',
          severity: 'error',
          path: portPath,
          message: `${refLabel(reference.to)} has no port ${port}`,
          hint: `its ports are ${ports.join(', ')}`,
        }),
      ]
    }),
}
