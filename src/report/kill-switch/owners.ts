/** Who syncs what is revoked, and what its source needs: for people and for programs. */
import type { Owner, OwnerChange } from '../../model/owner.ts'
import { refJson } from '../json.ts'
import { label } from '../label.ts'
import { printable } from '../printable.ts'

/** Objects named one by one; a thousand of them would hide the commands below. */
const NAMED = 10

export const ownerLabel = ({ tool, kind, name, namespace }: Owner): string =>
  name === undefined
    ? `a ${kind} of ${tool} (by the managers of its fields; which one is not known)`
    : printable(`${tool} ${kind} ${name}${namespace === undefined ? '' : ` -n ${namespace}`}`)

const lines = (all: readonly string[]): string => all.map((line) => `${line}\n`).join('')

const documentLines = ({ documents }: OwnerChange): string[] => [
  ...documents
    .slice(0, NAMED)
    .map(({ ref, files }) => `    ${label(ref)}${files.length === 0 ? '' : `  (here: ${files.join(', ')})`}`),
  ...(documents.length > NAMED ? [`    and ${documents.length - NAMED} more`] : []),
]

/** To be read before anything is changed. */
export const ownersText = (changes: readonly OwnerChange[]): string =>
  lines(
    changes.flatMap((change) => [
      `${ownerLabel(change.owner)} holds what is to be revoked, and ${change.consequence}`,
      '  to be taken out of its source:',
      ...documentLines(change),
      ...change.pause.map((command) => `  until that is done: ${printable(command)}`),
    ]),
  )

/** What remains to be done, at the end. */
export const ownerNotes = (changes: readonly OwnerChange[]): string =>
  lines(
    changes.map(
      ({ owner, documents }) =>
        `note: ${ownerLabel(owner)} holds ${documents.length === 1 ? 'one' : documents.length} of these: take ${documents.length === 1 ? 'it' : 'them'} out of its source, or it fails`,
    ),
  )

/** What is to be done now that the objects are back. */
export const resumeNotes = (changes: readonly OwnerChange[]): string =>
  lines(
    changes.flatMap(({ owner, resume }) => [
      `note: ${ownerLabel(owner)} held this: bring it back into its source where it was taken out`,
      ...resume.map((command) => `note: if it was suspended: ${printable(command)}`),
    ]),
  )

export const ownersJson = (changes: readonly OwnerChange[]): object[] =>
  changes.map(({ owner, documents, consequence, pause, resume }) => ({
    ...owner,
    documents: documents.map(({ ref, files }) => ({ resource: refJson(ref), files })),
    consequence,
    pause,
    resume,
  }))
