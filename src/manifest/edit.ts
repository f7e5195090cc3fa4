/** Carries out edits of files, each only if its file still is what the planner saw. */
import { readFile } from 'node:fs/promises'
import { UserError } from '../errors.ts'
import type { FileEdit } from '../model/file-edit.ts'
import { readError } from './file-error.ts'
import { removeDurably, writeDurably } from './write.ts'

const read = async (path: string): Promise<Buffer | undefined> => {
  try {
    return await readFile(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw readError(error, path)
  }
}

const isText = (bytes: Buffer | undefined, text: string | undefined): boolean =>
  bytes === undefined || text === undefined ? bytes === text : bytes.equals(Buffer.from(text))

/** False where the edit is done already, by an earlier run that was interrupted. */
const isNeeded = async ({ path, before, after }: FileEdit): Promise<boolean> => {
  const current = await read(path)
  if (isText(current, after)) return false
  if (isText(current, before)) return true
  const what = before === undefined ? 'was created' : current === undefined ? 'was removed' : 'was changed'
  throw new UserError(
    'file-changed',
    `${path} ${what} while this command was running, and is left as it is`,
    {
      hint: 'run the command again: it then works on the file as it is now',
    },
  )
}

/**
 * Looks at all files before the first is written, so that most conflicts leave nothing half done.
 * Throws `file-changed`, `file-unreadable`, `file-unwritable`; edits before the one that failed are done.
 */
export const applyEdits = async (edits: readonly FileEdit[]): Promise<void> => {
  for (const edit of edits) await isNeeded(edit)
  for (const edit of edits) {
    if (!(await isNeeded(edit))) continue
    if (edit.after === undefined) await removeDurably(edit.path)
    else
      await writeDurably(
        edit.path,
        edit.after,
        edit.before === undefined && edit.mode !== undefined ? { mode: edit.mode } : {},
      )
  }
}
