/** What a comparison has to say beside the differences. */
import type { ObjectState } from '../../model/sync.ts'
import { problemLines } from '../problem.ts'
import { label } from '../label.ts'

const WORDS = [
  ['Drifted', 'drifted'],
  ['OnlyInFolder', 'only in the folder'],
  ['Invalid', 'invalid'],
  ['Revoked', 'revoked'],
  ['InSync', 'in sync'],
] as const

/** For stderr: what is left alone, what could not be compared, and how many there are of each state. */
export const diffNotes = (objects: readonly ObjectState[]): string => {
  const counts = WORDS.map(
    ([state, word]) => [objects.filter((o) => o.state === state).length, word] as const,
  )
  const present = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return [
    ...objects.flatMap(({ ref, state }) =>
      state === 'Revoked' ? [`${label(ref)} is revoked, and left alone\n`] : [],
    ),
    ...objects.flatMap(({ problem }) => (problem === undefined ? [] : [problemLines(problem)])),
    `${present.length === 0 ? 'the folder holds no objects' : present.join(', ')}\n`,
  ].join('')
}
