/** Suppressions that an object carries itself: `agentgw.dev/suppress: "CODE: reason"`, several on lines of their own. */
import type { JsonPath } from '../../model/document.ts'
import type { Finding } from '../../model/finding.ts'
import type { Suppression } from '../../model/suppression.ts'
import { findingAt, type Subject } from '../subject.ts'
import { codeFault, isFindingCode } from './suppressible.ts'
import { ANNOTATION, suppressionText } from './annotation-text.ts'

const PATH: JsonPath = ['metadata', 'annotations', ANNOTATION]

/** A finding about a suppression, at the annotation. */
export const complaintAt = (
  subject: Subject,
  code: 'bad-suppression' | 'unused-suppression',
  message: string,
  hint: string,
): Finding =>
  findingAt(subject.document, subject.ref, {
    code,
    severity: 'warning',
    stage: 'rules',
    path: PATH,
    message,
    hint,
  })

export const readAnnotation = (
  subject: Subject,
): { readonly suppressions: Suppression[]; readonly complaints: Finding[] } => {
  const suppressions: Suppression[] = []
  const complaints: Finding[] = []
  for (const line of (suppressionText(subject) ?? '').split('\n')) {
    if (line.trim() === '') continue
    const colon = line.indexOf(':')
    const reason = colon < 0 ? '' : line.slice(colon + 1).trim()
    const codes = (colon < 0 ? line : line.slice(0, colon)).split(',').map((code) => code.trim())
    for (const code of codes)
      if (!isFindingCode(code)) {
        const { message, hint } = codeFault(code)
        complaints.push(complaintAt(subject, 'bad-suppression', message, hint))
      } else if (reason === '')
        complaints.push(
          complaintAt(
            subject,
            'bad-suppression',
            `${code} is not suppressed, since no reason is given`,
            `write "${code}: why this is accepted"`,
          ),
        )
      else suppressions.push({ code, reason, from: 'annotation' })
  }
  return { suppressions, complaints }
}
