/** The same object twice: whichever is applied last would win. */
import { refKey, refLabel } from '../../model/resource.ts'
import { findingAt, type RuleFinding, type Subject } from '../subject.ts'

export const duplicateResource = (subjects: readonly Subject[]): RuleFinding[] => {
  const first = new Map<string, Subject>()
  return subjects.flatMap((subject) => {
    const { ref, document } = subject
    if (ref === undefined) return []
    const key = refKey(ref)
    const earlier = first.get(key)
    if (earlier === undefined) {
      first.set(key, subject)
      return []
    }
    const { line } = earlier.document.locate(['metadata', 'name'])
    const where = ref.namespace === undefined ? '' : ` of namespace ${ref.namespace}`
    const finding = findingAt(document, ref, {
      code: 'duplicate-resource',
      severity: 'error',
      stage: 'rules',
      path: ['metadata', 'name'],
      message: `${refLabel(ref)}${where} is given twice, first in ${earlier.document.file}:${line}`,
      hint: 'remove one of the two, or give it another name or namespace',
    })
    return [{ subject, finding }]
  })
}
