/** What became of each object of an apply, for people: a line as each one's turn ends, as kubectl has it. */
import { refLabel } from '../../model/resource.ts'
import { type AppliedObject, APPLY_OUTCOMES, type ApplyOutcome } from '../../model/sync.ts'

export const appliedLine = ({ object, outcome }: AppliedObject, dryRun: boolean): string =>
  `${refLabel(object.ref)} ${outcome}${dryRun ? ' (dry run)' : ''}\n`

/** For stderr, at the end. */
export const appliedSummary = (objects: readonly AppliedObject[], dryRun: boolean): string => {
  const count = (outcome: ApplyOutcome): number =>
    objects.filter((object) => object.outcome === outcome).length
  if (objects.length === 0) return 'nothing to do: the folder holds no objects\n'
  const counts = APPLY_OUTCOMES.filter((outcome) => count(outcome) > 0).map(
    (outcome) => `${count(outcome)} ${outcome}`,
  )
  const idle = count('unchanged') + count('revoked') === objects.length
  return `${idle ? 'nothing to do: ' : ''}${counts.join(', ')}${dryRun && !idle ? ' (dry run: nothing was changed)' : ''}\n`
}
