/** The same object twice: whichever is applied last would win. */
import { refLabel } from '../../model/resource.ts'
import { found, placeOf, type Rule } from './rule.ts'

export const duplicateResource: Rule = {
  codes: ['duplicate-resource'],
  check: (world) =>
    world.subjects.flatMap((subject) => {
      const { ref } = subject
      const earlier = ref === undefined ? undefined : world.find(ref)
      if (ref === undefined || earlier === undefined || earlier === subject) return []
      const where = ref.namespace === undefined ? '' : ` of namespace ${ref.namespace}`
      return [
        found(subject, {
          code: 'duplicate-resource',
          severity: 'error',
          path: ['metadata', 'name'],
          message: `${refLabel(ref)}${where} is given twice, first in ${placeOf(earlier)}`,
          hint: 'remove one of the two, or give it another name or namespace',
        }),
      ]
    }),
}
