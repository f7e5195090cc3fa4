/** A verdict for programs, as schemas/output/validate.schema.json describes it. */
import type { Verdict } from '../../model/verdict.ts'

export const verdictJson = ({ summary, findings }: Verdict): string =>
  `${JSON.stringify({ summary, findings }, null, 2)}\n`
