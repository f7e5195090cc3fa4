/** What a pull made of each object, for programs; the shape stands in schemas/output/pull.schema.json. */
import type { Finding } from '../../model/finding.ts'
import { PULL_OUTCOMES, type PullConflict, type PulledObject } from '../../model/pull.ts'
import { masked, maskedChange } from '../diff/mask.ts'
import { problemJson, refJson } from '../json.ts'

const conflictJson = ({ path, folder, cluster, secret }: PullConflict): object => ({
  path,
  ...(folder === undefined ? {} : { folder: masked(folder, secret) }),
  ...(cluster === undefined ? {} : { cluster: masked(cluster, secret) }),
})

export const pullJson = (
  objects: readonly PulledObject[],
  findings: readonly Finding[],
  dryRun: boolean,
): string => {
  const report = {
    summary: Object.fromEntries(
      PULL_OUTCOMES.map((outcome) => [
        outcome,
        objects.filter((object) => object.outcome === outcome).length,
      ]),
    ),
    dryRun,
    resources: objects.map(({ ref, state, outcome, changes, conflicts, file, why, error }) => ({
      resource: refJson(ref),
      ...(state === undefined ? {} : { state }),
      changes: changes.map(maskedChange),
      conflicts: conflicts.map(conflictJson),
      outcome,
      ...(file === undefined ? {} : { file }),
      ...(why === undefined ? {} : { why }),
      ...(error === undefined ? {} : { error: problemJson(error) }),
    })),
    findings,
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
