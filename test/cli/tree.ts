/** Every file below a folder with its content, to see that a command changed nothing, or only what it should. */
import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'

/** Paths with `/`, sorted. */
export const tree = (folder: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .sort()
      .map((path) => [relative(folder, path), readFileSync(path, 'utf8')]),
  )
