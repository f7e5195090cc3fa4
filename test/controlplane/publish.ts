/**
 * Puts a directory into the cache so that it is never seen half made: it is made beside its place and
 * renamed, and of two runs that make the same one, the first to finish wins.
 */
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'

const remove = (directory: string): void => {
  rmSync(directory, { recursive: true, force: true })
}

/**
 * `make` fills the temporary directory; `isComplete` says whether a directory holds all it should. Throws
 * what `make` throws, and leaves nothing behind then, nor when the process is interrupted.
 */
export const publish = async (
  target: string,
  isComplete: (directory: string) => boolean,
  make: (directory: string) => Promise<void>,
): Promise<void> => {
  mkdirSync(dirname(target), { recursive: true })
  const temporary = mkdtempSync(`${target}.partial-`)
  const clean = (): void => {
    remove(temporary)
  }
  process.once('exit', clean)
  try {
    await make(temporary)
    if (!isComplete(temporary)) throw new Error(`what was made for ${target} is not complete`)
    // mkdtemp makes it private; a cache may be shared.
    chmodSync(temporary, 0o755)
    if (isComplete(target)) return
    // Something stands there that is of no use: files were deleted from it.
    remove(target)
    try {
      renameSync(temporary, target)
    } catch (error) {
      if (!isComplete(target)) throw error
    }
  } finally {
    process.off('exit', clean)
    clean()
  }
}
