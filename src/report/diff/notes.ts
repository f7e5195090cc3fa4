/** What a comparison has to say beside the differences. */
import type { UserError } from '../../errors.ts'
import type { ObjectState } from '../../model/sync.ts'
import { printable } from '../printable.ts'
import { type PlaceOf, placedLines } from '../problem.ts'
import { label, labels } from '../label.ts'

const WORDS = [
  ['Drifted', 'drifted'],
  ['OnlyInFolder', 'only in the folder'],
  ['OnlyInCluster', 'only in the cluster'],
  ['Invalid', 'invalid'],
  ['Unknown', 'not compared'],
  ['Revoked', 'revoked'],
  ['InSync', 'in sync'],
] as const

/** How many there are of each state. */
export const countsLine = (objects: readonly ObjectState[]): string => {
  const counts = WORDS.map(
    ([state, word]) => [objects.filter((o) => o.state === state).length, word] as const,
  )
  const present = counts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`)
  return `${present.length === 0 ? 'the folder holds no objects' : present.join(', ')}\n`
}

/** For stderr: what is left alone, what could not be compared, and how many there are of each state. */
export const diffNotes = (
  objects: readonly ObjectState[],
  unseen: readonly string[],
  placeOf: PlaceOf,
): string =>
  [
    ...objects.flatMap(({ ref, state }) =>
      state === 'Revoked' ? [`${label(ref)} is revoked, and left alone\n`] : [],
    ),
    ...keptNotes(objects),
    ...unseenNotes(unseen),
    problemNotes(objects, placeOf),
    countsLine(objects),
  ].join('')

/** These say nothing of the object, and may be true of many. */
const OF_KINDS: readonly string[] = ['forbidden', 'kind-not-served']

/** Each problem once, with the objects that share it. */
export const problemNotes = (objects: readonly ObjectState[], placeOf: PlaceOf): string => {
  const all = objects.flatMap(({ ref, problem }) => (problem === undefined ? [] : [{ ref, problem }]))
  const groups = Map.groupBy(all, ({ problem: { code, message, hint } }) =>
    JSON.stringify([code, message, hint]),
  )
  return [...groups.values()]
    .flatMap(([first, ...others]) => {
      if (first === undefined) return []
      const { code, message, hint } = first.problem
      const refs = [first, ...others].map(({ ref }) => ref)
      const told = OF_KINDS.includes(code) ? `${labels(refs)}: ${message}` : message
      return placedLines({ code, hint, message: told }, first.ref, placeOf)
    })
    .join('')
}

/** What is only in the cluster and stays there all the same. */
export const keptNotes = (objects: readonly ObjectState[]): string[] =>
  objects.flatMap(({ ref, kept }) =>
    kept === undefined ? [] : [`${label(ref)} is not in the folder any more, and stays: ${kept}\n`],
  )

/** `blind`: why nothing is known of it. */
export const blindNote = (blind: UserError | undefined): string =>
  blind === undefined
    ? ''
    : `note: what this folder has left behind is not known: ${printable(blind.message)}\n`

export const unseenNotes = (unseen: readonly string[]): string[] =>
  unseen.length === 0
    ? []
    : [`it is not known what is left over of ${unseen.join(', ')}: you may not list them\n`]
