/** A route whose hostnames are none of the listener's: no request can reach it. */
import { refLabel } from '../../model/resource.ts'
import { attachmentsOf } from '../world/attachments.ts'
import { hostnamesMeet, type Listener } from '../world/listeners.ts'
import type { Rule } from './rule.ts'

const serves = ({ hostname }: Listener, wanted: readonly unknown[]): boolean =>
  hostname === undefined || wanted.some((name) => typeof name === 'string' && hostnamesMeet(name, hostname))

export const hostnameMismatch: Rule = {
  codes: ['hostname-mismatch'],
  check: (world, tell) => {
    // Listeners that refuse the route for another reason are told by that.
    for (const { route, parent, open } of attachmentsOf(world)) {
      const { hostnames } = route
      if (open.length === 0 || hostnames.length === 0) continue
      if (open.some((listener) => serves(listener, hostnames))) continue
      const served = [...new Set(open.map(({ hostname }) => hostname))].join(', ')
      tell(route.subject, {
        code: 'hostname-mismatch',
        severity: 'error',
        path: ['spec', 'hostnames', 0],
        message: `${refLabel(parent.to)} serves only ${served} to this route, which is none of its hostnames`,
        hint: 'give the route a hostname that a listener serves, or the Gateway a listener for it',
      })
    }
  },
}
