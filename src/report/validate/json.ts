/** A verdict for programs, as schemas/output/validate.schema.json describes it. */
import type { Verdict } from '../../model/verdict.ts'

export const verdictJson = ({ summary, findings, suppressed }: Verdict): string => {
  const accepted = suppressed.map(({ finding, suppression: { from, reason } }) => ({
    ...finding,
    suppression: { from, ...(reason === undefined ? {} : { reason }) },
  }))
  const verdict =
    suppressed.length === 0
      ? { summary, findings }
      : { summary: { ...summary, suppressed: suppressed.length }, findings, suppressed: accepted }
  return `${JSON.stringify(verdict, null, 2)}\n`
}
