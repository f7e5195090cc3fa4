/** `--show`: which findings a report tells. */
import { type Finding, isAtLeast, type Severity } from '../../model/finding.ts'
import type { Verdict } from '../../model/verdict.ts'

/** Its findings are those that are told. */
export interface ShownVerdict extends Verdict {
  readonly hidden: readonly Finding[]
}

/** What is of less than this severity is only counted. */
export const showFrom = (verdict: Verdict, least: Severity): ShownVerdict => {
  const isShown = ({ severity }: Finding): boolean => isAtLeast(severity, least)
  return {
    ...verdict,
    findings: verdict.findings.filter(isShown),
    hidden: verdict.findings.filter((finding) => !isShown(finding)),
  }
}
