/** A route that the Gateway's listeners do not take: its namespace or its kind is not among those they allow. */
import { refLabel } from '../../model/resource.ts'
import { attachmentsOf, listenerText } from '../world/attachments.ts'
import { refusal } from '../world/listeners.ts'
import { found, type Rule } from './rule.ts'

export const routeNotAllowed: Rule = {
  codes: ['route-not-allowed'],
  check: (world) =>
    attachmentsOf(world).flatMap(({ route, parent, named }) => {
      const { ref } = route
      if (ref === undefined) return []
      const refusals = named.map((listener) => ({ listener, why: refusal(listener, parent.to, ref, world) }))
      const [first] = refusals
      if (first?.why === undefined || refusals.some(({ why }) => why === undefined)) return []
      const which =
        refusals.length === 1
          ? `listener ${listenerText(first.listener)}`
          : `each of the ${refusals.length} listeners`
      const reasons = [...new Set(refusals.map(({ why }) => why))].join(' or ')
      return [
        found(route, {
          code: 'route-not-allowed',
          severity: 'error',
          path: [...parent.path, 'name'],
          message: `${which} of ${refLabel(parent.to)} ${reasons}`,
          hint: 'let allowedRoutes of the listener admit it, or put the route where it is admitted',
        }),
      ]
    }),
}
