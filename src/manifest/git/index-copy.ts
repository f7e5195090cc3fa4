/** A copy of the index for what would write it. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
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
      copyFileSync(resolve(root, path), copy)
    } catch (error) {
      // There is none where nothing was checked out.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    }
    return await use(copy)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
