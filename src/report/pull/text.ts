/** What a pull made of each object, for people: a line as each one's turn ends, and below it what changed. */
import { refLabel } from '../../model/resource.ts'
import { PULL_OUTCOMES, type PulledObject, type PullOutcome } from '../../model/pull.ts'
import { masked, maskedChange } from '../diff/mask.ts'
import { label } from '../label.ts'
import { printable } from '../printable.ts'

const MOST_NAMED = 5

const shown = (value: unknown): string => (value === undefined ? 'nothing' : printable(JSON.stringify(value)))

/** `show` gives a path as the user would write it. What was left alone is told by leftNotes. */
export const pulledLines = (
  { ref, outcome, changes, conflicts, file }: PulledObject,
  show: (file: string) => string,
  dryRun: boolean,
): string => {
  if (outcome === 'left') return ''
  const where = file === undefined ? '' : ` ${printable(show(file))}`
  const fields = outcome === 'updated' || outcome === 'failed' ? changes : []
  return [
    `${refLabel(ref)} ${outcome}${where}${dryRun ? ' (dry run)' : ''}`,
    ...fields.map(maskedChange).map(({ path, from, to }) => `  ${path}: ${shown(from)} -> ${shown(to)}`),
    ...conflicts.map(
      ({ path, folder, cluster, secret }) =>
        `  conflict at ${path}: ${shown(masked(folder, secret))} in the folder, ${shown(masked(cluster, secret))} in the cluster`,
    ),
    '',
  ].join('\n')
}

/** For stderr: what was left alone, and why. */
export const leftNotes = (objects: readonly PulledObject[]): string => {
  const left = objects.filter(({ outcome }) => outcome === 'left')
  return [...Map.groupBy(left, ({ why = '' }) => why)]
    .map(([why, some]) => {
      const named = some.slice(0, MOST_NAMED).map(({ ref }) => label(ref))
      const more = some.length > MOST_NAMED ? `, and ${some.length - MOST_NAMED} more` : ''
      return `left alone, ${printable(why)}: ${named.join(', ')}${more}\n`
    })
    .join('')
}

/** For stderr, at the end. `chosen`: only some objects were meant. */
export const pulledSummary = (
  objects: readonly PulledObject[],
  { dryRun, chosen }: { readonly dryRun: boolean; readonly chosen: boolean },
): string => {
  const count = (outcome: PullOutcome): number =>
    objects.filter((object) => object.outcome === outcome).length
  if (objects.length === 0)
    return `nothing to do: there are no ${chosen ? 'such ' : ''}objects, in the cluster or in the folder\n`
  const counts = PULL_OUTCOMES.filter((outcome) => count(outcome) > 0).map(
    (outcome) => `${count(outcome)} ${outcome}`,
  )
  const idle = count('unchanged') + count('left') + count('gone') === objects.length
  return `${idle ? 'nothing to do: ' : ''}${counts.join(', ')}${dryRun && !idle ? ' (dry run: nothing was changed)' : ''}\n`
}
