/** The same object twice: whichever is applied last would win. */
import { refLabel } from '../../model/resource.ts'
import { placeOf, type Rule } from './rule.ts'

export const duplicateResource: Rule = {
  codes: ['duplicate-resource'],
  check: (world, tell) => {
    for (const [subject, first] of world.repeated) {
      const { ref } = subject
      const where = ref.namespace === undefined ? '' : ` of namespace ${ref.namespace}`
      tell(subject, {
        code: 'duplicate-resource',
        severity: 'error',
        path: ['metadata', 'name'],
        message: `${refLabel(ref)}${where} is given twice, first in ${placeOf(first)}`,
        hint: 'remove one of the two, or give it another name or namespace',
      })
    }
  },
}
