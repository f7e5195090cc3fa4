/** A verdict for machines, as schemas/output/validate.schema.json describes it. */
import type { Finding } from '../../model/finding.ts'

interface Verdict {
  readonly summary: object
  readonly findings: readonly Finding[]
}

export const verdictJson = ({ summary, findings }: Verdict): string =>
  `${JSON.stringify({ summary, findings }, null, 2)}\n`
