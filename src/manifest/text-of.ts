import { readFile } from 'node:fs/promises'
import { usageError } from '../errors.ts'
import { readError } from './file-error.ts'

/** Undefined where there is no such file. Throws `usage` and `file-unreadable`. */
export const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    if (code === 'ENOTDIR') throw usageError(`${path}: a part of the path is a file, not a folder`)
    throw readError(error, path)
  }
}
