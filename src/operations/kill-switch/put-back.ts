/** Puts stashed documents back into their files. */
import { readFileSync, realpathSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import { putBack } from '../../manifest/cut.ts'
import type { FileEdit } from '../../model/file-edit.ts'
import type { StashedPiece } from '../../model/revocation.ts'

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new UserError('not-restored', `${path} can not be read: ${(error as Error).message}`)
  }
}

/** The nearest folder above a path that is there, with links resolved. */
const realFolder = (path: string): string => {
  try {
    return realpathSync(path)
  } catch (error) {
    if (!isMissing(error)) throw error
    return realFolder(dirname(path))
  }
}

/** A stash comes with the repository, from whoever may write there: it must not write elsewhere. */
const inside = (root: string, file: string): string => {
  const path = join(root, file)
  const [top, folder] = [realpathSync(root), realFolder(dirname(path))]
  if (path.startsWith(root + sep) && (folder === top || folder.startsWith(top + sep))) return path
  throw new UserError(
    'stash-damaged',
    `a record would put a document into ${file}, which is not below ${root}`,
    {
      hint: 'look at where the record in .agentgw/revoked comes from',
    },
  )
}

/** `first`: edits of the same files that come before, by which what is in the way is taken out. */
export const putBackInto = (
  root: string,
  pieces: readonly StashedPiece[],
  first: readonly FileEdit[],
): FileEdit[] => {
  const edits = new Map(first.map((edit) => [edit.path, edit]))
  for (const [file, own] of Map.groupBy(pieces, (one) => one.file)) {
    const path = inside(root, file)
    const earlier = edits.get(path)
    const before = earlier === undefined ? readText(path) : earlier.before
    const current = earlier === undefined ? before : earlier.after
    const after = putBack(
      current,
      own.map(({ piece }) => piece),
    )
    const mode = own.find((one) => one.mode !== undefined)?.mode
    edits.set(path, { path, before, after, ...(mode === undefined ? {} : { mode }) })
  }
  return [...edits.values()]
}
