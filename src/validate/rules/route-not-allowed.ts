/** A route that the Gateway's listeners do not take: its namespace or its kind is not among those they allow. */
import { refLabel } from '../../model/resource.ts'
import { attachmentsOf, listenerText } from '../world/attachments.ts'
import { refusal } from '../world/listeners.ts'
import type { Rule } from './rule.ts'

export const routeNotAllowed: Rule = {
  codes: ['route-not-allowed'],
  check: (world, tell) => {
    for (const { parent, named, open } of attachmentsOf(world)) {
      const [first] = named
      if (first === undefined || open.length > 0) continue
      const which =
        named.length === 1 ? `listener ${listenerText(first)}` : `each of the ${named.length} listeners`
      const reasons = new Set(named.map((listener) => refusal(listener, parent, world)))
      tell(parent.from, {
        code: 'route-not-allowed',
        severity: 'error',
        path: [...parent.path, 'name'],
        message: `${which} of ${refLabel(parent.to)} ${[...reasons].join(' or ')}`,
        hint: 'let allowedRoutes of the listener admit it, or put the route where it is admitted',
      })
    }
  },
}
