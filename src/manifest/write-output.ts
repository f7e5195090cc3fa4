/** Writes a report to the file that the user named: whole or not at all, into a folder that is there. */
import { stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { UserError } from '../errors.ts'
import { writeError } from './file-error.ts'
import { writeDurably } from './write.ts'

/** Throws `file-unwritable`. */
export const writeOutput = async (path: string, text: string): Promise<void> => {
  const at = (target: string) => stat(target).catch(() => undefined)
  const [folder, file] = [await at(dirname(path)), await at(path)]
  if (folder === undefined)
    throw new UserError('file-unwritable', `can not write ${path}: there is no folder ${dirname(path)}`, {
      hint: `make it first: mkdir -p ${dirname(path)}`,
    })
  if (file === undefined || file.isFile()) return writeDurably(path, text)
  // A pipe or a device is written to, not put another file in the place of.
  try {
    await writeFile(path, text)
  } catch (error) {
    throw writeError(error, path, 'write')
  }
}
