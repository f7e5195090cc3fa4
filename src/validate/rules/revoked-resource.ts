/** An object that was revoked and is in the folder again, say by a merge. `apply` leaves it alone. */
import { refLabel } from '../../model/resource.ts'
import { withReason } from '../../model/revocation.ts'
import { found, type Rule } from './rule.ts'

export const revokedResource: Rule = {
  codes: ['revoked-resource'],
  check: (world) =>
    world.subjects.flatMap((subject) => {
      const revoked = subject.ref === undefined ? undefined : world.revokedBy(subject.ref)
      if (subject.ref === undefined || revoked === undefined) return []
      const { id, reason, who, when } = revoked
      return [
        found(subject, {
          code: 'revoked-resource',
          severity: 'warning',
          path: ['metadata', 'name'],
          message: `${refLabel(subject.ref)} was revoked by ${who} at ${when} (${withReason(id, reason)}), and is in the manifests all the same`,
          hint: `take it out again, or bring it back with \`kubectl agentgw restore ${refLabel(subject.ref)}\``,
        }),
      ]
    }),
}
