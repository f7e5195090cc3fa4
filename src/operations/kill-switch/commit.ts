/** `--commit`: the folder's part of a revoke or a restore as one commit. */
import { relative } from 'node:path'
import { putBack } from '../../manifest/cut.ts'
import { type Commit, commitFiles } from '../../manifest/git/commit-files.ts'
import type { ChangedFile } from '../../manifest/git/own-changes.ts'
import type { FileEdit } from '../../model/file-edit.ts'
import { partLabel } from '../../model/part.ts'
import type { Piece } from '../../model/piece.ts'
import { refLabel } from '../../model/resource.ts'
import { canComeBack, type FolderRecord, type StashedPiece, targetKey } from '../../model/revocation.ts'
import type { Deed } from './deed.ts'

const putBackOrNone = (text: string | undefined, pieces: readonly Piece[]): string | undefined => {
  try {
    return putBack(text, pieces)
  } catch {
    return undefined
  }
}

/**
 * `edit`: what this run did to the file. Of what an earlier run did, only that is known: where putting the documents back leads from one
 * to the other, nothing else was changed.
 */
const changedFile = (
  action: Deed['action'],
  file: string,
  stashed: readonly StashedPiece[],
  edit: FileEdit | undefined,
): ChangedFile => {
  const pieces = stashed.map(({ piece }) => piece)
  return {
    file,
    isOurs: (committed, current) => {
      if (edit?.before === committed && edit.after === current) return true
      return action === 'revoke'
        ? putBackOrNone(current, pieces) === committed
        : current !== undefined && putBackOrNone(committed, pieces) === current
    },
  }
}

const SUBJECT = 72

const isOpen = canComeBack(true)

const messageOf = ({ action, targets, reason, incident, who, localUser }: Deed): string => {
  const [first] = targets
  const more = targets.length > 1 ? ` and ${targets.length - 1} more` : ''
  const verb = action === 'revoke' ? 'Revoke' : 'Restore'
  const ids = [...new Set(targets.flatMap(({ id }) => id ?? []))]
  return [
    `${verb} ${first === undefined ? 'nothing' : `${refLabel(first.ref)}${partLabel(first.part)}`}${more}`.slice(
      0,
      SUBJECT,
    ),
    '',
    ...(reason === '' ? [] : [reason, '']),
    ...ids.map((id) => `Revocation: ${id}`),
    ...(incident === undefined ? [] : [`Incident: ${incident}`]),
    `${verb}d-by: ${who}${who === localUser ? '' : ` (${localUser})`}`,
    '',
  ].join('\n')
}

/**
 * `records`: the folder's, as they were before they were settled. The record is committed with a revocation whose
 * documents were in Git to the letter: it holds nothing that is not there already. Undefined where there is nothing
 * to commit. Throws what commitFiles throws.
 */
export const commitFolder = (
  deed: Deed,
  root: string,
  records: readonly FolderRecord[],
): Promise<Commit | undefined> => {
  const keys = new Set(deed.targets.map(targetKey))
  // A document that a restore left as it is has its record brought up to date, and is not ours to commit.
  const left = new Set(deed.targets.filter(({ folder }) => folder === 'differs').map(targetKey))
  const own = records.flatMap(({ id, targets }) =>
    targets.flatMap((target) => {
      const key = targetKey(target)
      if (!isOpen(target.phase) || !keys.has(key)) return []
      return [{ id, stored: left.has(key) ? [] : target.stored }]
    }),
  )
  const byFile = Map.groupBy(
    own.flatMap(({ stored }) => stored),
    ({ file }) => file,
  )
  const edits = new Map((deed.edits ?? []).map((edit) => [relative(root, edit.path), edit]))
  const names = [...new Set([...byFile.keys(), ...edits.keys()])]
  return commitFiles({
    root,
    files: names.map((file) => changedFile(deed.action, file, byFile.get(file) ?? [], edits.get(file))),
    records: [...new Set(own.map(({ id }) => `.agentgw/revoked/${id}.stash`))],
    withNew: (intact) => deed.action === 'revoke' && intact,
    message: messageOf(deed),
  })
}
