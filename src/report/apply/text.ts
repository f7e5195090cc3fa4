/** What became of each object of an apply, for people: a line as each one's turn ends, as kubectl has it. */
import { refLabel } from '../../model/resource.ts'
import type { Waited } from '../../model/readiness.ts'
import { type AppliedObject, APPLY_OUTCOMES, type ApplyOutcome } from '../../model/sync.ts'

export const appliedLine = ({ object, outcome }: AppliedObject, dryRun: boolean): string =>
  `${refLabel(object.ref)} ${outcome}${dryRun ? ' (dry run)' : ''}\n`

/** For stderr: what a dry run of the server could not tell. */
export const unaskedNotes = (objects: readonly AppliedObject[]): string[] =>
  [
    ...Map.groupBy(
      objects.filter(({ isUnasked }) => isUnasked === true),
      ({ object }) => object.ref.namespace ?? '',
    ),
  ].map(
    ([namespace, all]) =>
      `note: namespace ${namespace} is not there yet, so the API server was not asked about ${all.length} object${all.length === 1 ? '' : 's'} in it\n`,
  )

const readyCounts = (waited: readonly Waited[]): string => {
  const ready = waited.filter(({ end }) => end === 'ready').length
  const rest = waited.length - ready
  const words = [...(ready > 0 ? [`${ready} ready`] : []), ...(rest > 0 ? [`${rest} not ready`] : [])]
  return words.length === 0 ? '' : `; ${words.join(', ')}`
}

/** For stderr, at the end. */
export const appliedSummary = (
  objects: readonly AppliedObject[],
  dryRun: boolean,
  waited: readonly Waited[] = [],
): string => {
  const count = (outcome: ApplyOutcome): number =>
    objects.filter((object) => object.outcome === outcome).length
  if (objects.length === 0) return 'nothing to do: the folder holds no objects\n'
  const counts = APPLY_OUTCOMES.filter((outcome) => count(outcome) > 0).map(
    (outcome) => `${count(outcome)} ${outcome}`,
  )
  const idle = count('unchanged') + count('revoked') === objects.length
  const note = dryRun && !idle ? ' (dry run: nothing was changed)' : ''
  return `${idle ? 'nothing to do: ' : ''}${counts.join(', ')}${note}${readyCounts(waited)}\n`
}
