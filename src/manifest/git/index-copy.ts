/** A copy of the index for what would write it. */
import { copyFileSync, mkdtempSync, rmSync, statSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { git } from './run.ts'

/** `git diff` keeps in the index what it learned of files that were only touched, whatever it is told of locks. */
export const withIndexCopy = async <T>(root: string, use: (index: string) => Promise<T>): Promise<T> => {
  const path = (await git(root, ['rev-parse', '--git-path', 'index'])).toString().replace(/\r?\n$/, '')
  const folder = mkdtempSync(join(tmpdir(), 'agentgw-index-'))
  try {
    const copy = join(folder, 'index')
    try {
      const index = resolve(root, path)
      const { mtimeMs } = statSync(index)
      copyFileSync(index, copy)
      // Git looks into a file that is as young as the index, and takes the sizes and times of older ones for the truth: as
      // young as it is made, the copy would hide what changed in the instant before. Rounded down it hides nothing.
      const written = Math.floor(mtimeMs / 1000)
      utimesSync(copy, written, written)
    } catch (error) {
      // There is none where nothing was checked out.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return await use(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
