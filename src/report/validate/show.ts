/** `--show`: which findings a report tells. */
import type { Finding, Severity } from '../../model/finding.ts'
import type { Verdict } from '../../model/verdict.ts'

/** Its findings are those that are told. */
export interface ShownVerdict extends Verdict {
  readonly hidden: readonly Finding[]
}

const RANK: Readonly<Record<Severity, number>> = { info: 0, warning: 1, error: 2 }

/** What is of less than this severity is only counted. */
export const showFrom = (verdict: Verdict, least: Severity): ShownVerdict => {
  const isShown = ({ severity }: Finding): boolean => RANK[severity] >= RANK[least]
  return {
    ...verdict,
    findings: verdict.findings.filter(isShown),
    hidden: verdict.findings.filter((finding) => !isShown(finding)),
  }
}
