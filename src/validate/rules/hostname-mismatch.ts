/** A route whose hostnames are none of the listener's: no request can reach it. */
import { mapping } from '../../model/mapping.ts'
import { refLabel } from '../../model/resource.ts'
import { attachmentsOf } from '../world/attachments.ts'
import { hostnamesMeet, refusal } from '../world/listeners.ts'
import { found, type Rule } from './rule.ts'

export const hostnameMismatch: Rule = {
  codes: ['hostname-mismatch'],
  check: (world) =>
    attachmentsOf(world).flatMap(({ route, parent, named }) => {
      const { ref, value } = route
      const hostnames: unknown = mapping(value['spec'])['hostnames']
      if (ref === undefined || !Array.isArray(hostnames) || hostnames.length === 0) return []
      const wanted = hostnames.filter((name): name is string => typeof name === 'string')
      // Listeners that refuse the route for another reason are told by that.
      const open = named.filter((listener) => refusal(listener, parent.to, ref, world) === undefined)
      const meets = open.some(
        ({ hostname }) => hostname === undefined || wanted.some((name) => hostnamesMeet(name, hostname)),
      )
      if (open.length === 0 || meets) return []
      const served = [...new Set(open.map(({ hostname }) => hostname))].join(', ')
      return [
        found(route, {
          code: 'hostname-mismatch',
          severity: 'error',
          path: ['spec', 'hostnames', 0],
          message: `${refLabel(parent.to)} serves only ${served} to this route, which is none of its hostnames`,
          hint: 'give the route a hostname that a listener serves, or the Gateway a listener for it',
        }),
      ]
    }),
}
