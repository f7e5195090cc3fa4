/** Files as others than the user find them: by their path in the repository. */
import { existsSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'

/** The nearest folder upwards that Git knows as a root; the folder itself where there is none. */
export const repositoryRoot = (from: string): string => {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder
    if (folder === dirname(folder)) return from
  }
}

/**
 * How to name a file that was named from `cwd`: as seen from the root of the repository, or from `cwd` where there is
 * none, with `/`; outside of it by the absolute path.
 */
export const repositoryPaths = (cwd: string): ((file: string) => string) => {
  let root: string | undefined
  return (file) => {
    root ??= repositoryRoot(cwd)
    const absolute = resolve(cwd, file)
    const way = relative(root, absolute)
    return way.startsWith('..') ? absolute : way.split(sep).join('/')
  }
}
