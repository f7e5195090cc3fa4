/** A verdict for people. */
import type { Verdict } from '../../model/verdict.ts'
import { findingText } from '../finding-text.ts'
import type { ReportContext } from './context.ts'
import { summaryLine } from './summary.ts'

export const verdictText = (verdict: Verdict, { sourceOf, paint }: ReportContext): string => {
  const findings = verdict.findings.map((finding) =>
    findingText(finding, finding.file === undefined ? undefined : sourceOf(finding.file), paint),
  )
  const hint =
    verdict.summary.outline === 0
      ? ''
      : '  hint: an outline knows less than the CRD of a cluster; `kubectl agentgw schemas pull` gets the exact schemas\n'
  return [...findings, summaryLine(verdict) + hint].join('\n')
}
