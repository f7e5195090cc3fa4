/** A route whose Gateway is nowhere. */
import { GATEWAY_GROUP } from '../../model/kinds.ts'
import type { ResourceRef } from '../../model/resource.ts'
import { isGateway } from '../world/listeners.ts'
import { routesOf } from '../world/routes.ts'
import type { World } from '../world/world.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

/** The settings' own Gateway exists by what they say; only a cluster may say otherwise. */
const isPromised = (world: World, to: ResourceRef): boolean =>
  to.name === world.gateway?.name &&
  to.namespace === world.gateway.namespace &&
  world.lookup(to) === 'unknown'

export const missingGateway: Rule = {
  codes: ['missing-gateway'],
  check: (world, tell) => {
    for (const { parentRefs } of routesOf(world))
      for (const parent of parentRefs)
        if (parent.target === undefined && isGateway(parent.kind) && !isPromised(world, parent.to))
          missing(world, tell, parent, {
            code: 'missing-gateway',
            unknown: 'warning',
            alternatives: [world.kind(GATEWAY_GROUP, 'Gateway')],
          })
  },
}
