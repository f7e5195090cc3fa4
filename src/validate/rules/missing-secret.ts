/** A reference to a Secret or ConfigMap that is nowhere. Secrets are rarely kept in files, so offline it is worth a word only. */
import { secretUses } from '../world/secrets.ts'
import { missing } from './missing.ts'
import type { Rule } from './rule.ts'

export const missingSecret: Rule = {
  codes: ['missing-secret', 'missing-configmap'],
  check: (world, tell) => {
    for (const { reference, field } of secretUses(world))
      missing(world, tell, reference, {
        code: reference.to.kind === 'Secret' ? 'missing-secret' : 'missing-configmap',
        unknown: 'info',
        field,
        alternatives: [reference.kind],
      })
  },
}
