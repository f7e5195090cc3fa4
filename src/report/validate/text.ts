/** A verdict for people. */
import type { Finding } from '../../model/finding.ts'
import { findingText, headOf } from '../finding-text.ts'
import type { ReportContext } from './context.ts'
import type { ShownVerdict } from './show.ts'
import { summaryLine } from './summary.ts'

/** What a baseline has already takes one line each, and what is fixed stands at the end. */
export const verdictText = (verdict: ShownVerdict, { sourceOf, paint }: ReportContext): string => {
  const { findings, comparison } = verdict
  const isKnown = (finding: Finding): boolean => comparison?.introduced.has(finding) === false
  const told = findings
    .filter((finding) => !isKnown(finding))
    .map((finding) =>
      findingText(finding, finding.file === undefined ? undefined : sourceOf(finding.file), paint),
    )
  const known = findings.filter(isKnown).map((finding) => headOf(finding, paint, 'unchanged'))
  // The places that they had are those of another text.
  const fixed = (comparison?.fixed ?? []).map(({ line: _line, column: _column, ...finding }) =>
    headOf(finding, paint, 'fixed'),
  )
  const hint =
    verdict.summary.outline === 0
      ? ''
      : '  hint: an outline knows less than the CRD of a cluster; `kubectl agentgw schemas pull` gets the exact schemas\n'
  return [...told, known.join(''), fixed.join(''), summaryLine(verdict) + hint]
    .filter((part) => part !== '')
    .join('\n')
}
