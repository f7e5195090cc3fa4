/** What became of each object of an apply, for programs; the shape stands in schemas/output/apply.schema.json. */
import type { Finding } from '../../model/finding.ts'
import { type AppliedObject, APPLY_OUTCOMES, type ApplyOutcome } from '../../model/sync.ts'
import { objectJson } from '../diff/json.ts'
import { problemJson } from '../json.ts'

export const applyJson = (
  objects: readonly AppliedObject[],
  findings: readonly Finding[],
  dryRun: boolean,
): string => {
  const count = (outcome: ApplyOutcome): number =>
    objects.filter((object) => object.outcome === outcome).length
  const report = {
    summary: Object.fromEntries(APPLY_OUTCOMES.map((outcome) => [outcome, count(outcome)])),
    dryRun,
    resources: objects.map(({ object, outcome, error }) => ({
      ...objectJson(object),
      outcome,
      ...(error === undefined ? {} : { error: problemJson(error) }),
    })),
    findings,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
