/** A verdict for programs, as schemas/output/validate.schema.json describes it. */
import type { Finding } from '../../model/finding.ts'
import type { ShownVerdict } from './show.ts'

export const verdictJson = ({ summary, findings, hidden, suppressed, comparison }: ShownVerdict): string => {
  const told = (finding: Finding): object =>
    comparison === undefined
      ? finding
      : { ...finding, baseline: comparison.introduced.has(finding) ? 'introduced' : 'unchanged' }
  const accepted = suppressed.map(({ finding, suppression: { from, reason } }) => ({
    ...finding,
    suppression: { from, ...(reason === undefined ? {} : { reason }) },
  }))
  const counts = {
    ...summary,
    ...(hidden.length === 0 ? {} : { hidden: hidden.length }),
    ...(suppressed.length === 0 ? {} : { suppressed: suppressed.length }),
    ...(comparison === undefined
      ? {}
      : {
          introduced: comparison.introduced.size,
          unchanged: findings.length + hidden.length - comparison.introduced.size,
          fixed: comparison.fixed.length,
        }),
  }
  const verdict = {
    summary: counts,
    findings: findings.map(told),
    ...(accepted.length === 0 ? {} : { suppressed: accepted }),
    ...(comparison === undefined ? {} : { fixed: comparison.fixed }),
  }
  return `${JSON.stringify(verdict, null, 2)}\n`
}
