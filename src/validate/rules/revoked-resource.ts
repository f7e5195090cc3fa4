/** An object that was revoked and is in the folder again, say by a merge. `apply` leaves it alone. */
import { refKey, refLabel } from '../../model/resource.ts'
import { withReason } from '../../model/revocation.ts'
import type { Rule } from './rule.ts'

export const revokedResource: Rule = {
  codes: ['revoked-resource'],
  check: (world, tell) => {
    if (world.revoked.size === 0) return
    for (const subject of world.subjects) {
      const { ref } = subject
      const revoked = ref === undefined ? undefined : world.revoked.get(refKey(ref))
      if (ref === undefined || revoked === undefined) continue
      const { id, reason, who, when } = revoked
      tell(subject, {
        code: 'revoked-resource',
        severity: 'warning',
        path: ['metadata', 'name'],
        message: `${refLabel(ref)} was revoked by ${who} at ${when} (${withReason(id, reason)}), and is in the manifests all the same`,
        hint: `take it out again, or bring it back with \`kubectl agentgw restore ${refLabel(ref)}\``,
      })
    }
  },
}
