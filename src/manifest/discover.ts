/** From the paths a user named to the files of manifests under them. */
import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs'
import { basename, join, relative, sep } from 'node:path'
import { UserError } from '../errors.ts'
import type { Finding } from '../model/finding.ts'
import { readError } from './file-error.ts'
import { MOST_IN_FILE } from './limits.ts'

export interface Discovered {
  /** In the order of the paths, sorted within a folder, none twice. */
  readonly files: readonly string[]
  /** Those of them that the user named and that may never end, such as a pipe, or only after very long. */
  readonly streams: ReadonlySet<string>
  readonly findings: readonly Finding[]
}

const EXTENSION = /\.(?:ya?ml|json)$/
/** YAML that lies among manifests and is none: this program's settings, and kustomize's. */
const OTHERS = new Set(['agentgw.yaml', 'kustomization.yaml', 'kustomization.yml'])

const isManifest = (name: string): boolean =>
  EXTENSION.test(name) && !name.startsWith('.') && !OTHERS.has(name)
const isSkipped = (folder: string): boolean => folder.startsWith('.') || folder === 'node_modules'

/** Whether a folder that is looked through gives the file that lies at this path below it, with `/`. */
export const isFoundBelow = (path: string): boolean => {
  const [name = '', ...folders] = path.split('/').reverse()
  return isManifest(name) && !folders.some(isSkipped)
}

const list = (folder: string): Dirent[] => {
  try {
    return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  } catch (error) {
    throw readError(error, folder)
  }
}

const contains = (folder: string, path: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith(`..${sep}`)
}

interface Link {
  readonly path: string
  readonly name: string
}

/** One folder that the user named. Links are looked at last, so that a file is known by its own name. */
class Walk {
  readonly files: string[] = []
  readonly findings: Finding[] = []
  private readonly links: Link[] = []
  private readonly root: string
  /** The real paths of folders and files seen, by which loops and repetitions are known. */
  private readonly seen: Set<string>

  constructor(root: string, seen: Set<string>) {
    this.root = realpathSync(root)
    this.seen = seen
    this.folder(root, this.root)
    for (let link = this.links.shift(); link !== undefined; link = this.links.shift()) this.follow(link)
    this.files.sort((a, b) => (a < b ? -1 : 1))
  }

  private folder(path: string, real: string): void {
    if (this.seen.has(real + sep)) return
    this.seen.add(real + sep)
    // What stands before each name; to join them one by one would take half of the time.
    const [before, realBefore] = [join(path, '_').slice(0, -1), join(real, '_').slice(0, -1)]
    for (const entry of list(path)) {
      const { name } = entry
      const [inside, realInside] = [before + name, realBefore + name]
      if (entry.isDirectory()) {
        if (!isSkipped(name)) this.folder(inside, realInside)
      } else if (entry.isSymbolicLink()) this.links.push({ path: inside, name })
      else if (entry.isFile() && isManifest(name)) this.file(inside, realInside)
    }
  }

  private file(path: string, real: string): void {
    if (this.seen.has(real)) return
    this.seen.add(real)
    this.files.push(path)
  }

  private follow({ path, name }: Link): void {
    let real: string
    try {
      real = realpathSync(path)
    } catch {
      if (isManifest(name)) this.refuse(path, 'leads nowhere')
      return
    }
    const stat = statSync(real)
    const isFolder = stat.isDirectory()
    if (isFolder ? isSkipped(name) : !isManifest(name)) return
    if (!contains(this.root, real)) this.refuse(path, `leads out of the folder, to ${real}`)
    else if (isFolder) this.folder(path, real)
    else if (!stat.isFile()) this.refuse(path, 'leads to a pipe, a socket or a device')
    else this.file(path, real)
  }

  private refuse(file: string, why: string): void {
    const message = `this symbolic link ${why}, and is not followed`
    this.findings.push({ code: 'link-not-followed', severity: 'error', stage: 'file', message, file })
  }
}

/**
 * A folder gives its .yaml, .yml and .json files and those of its folders, without hidden ones and
 * node_modules; a file that is named is taken whatever its name. Throws `no-such-file` and
 * `file-unreadable`; a link that is not followed is a finding, and an error, since what it leads to is missing.
 */
// eslint-disable-next-line @typescript-eslint/require-await -- errors come as rejections, as from the other readers
export const discover = async (paths: readonly string[]): Promise<Discovered> => {
  const files: string[] = []
  const findings: Finding[] = []
  const streams = new Set<string>()
  const seen = new Set<string>()
  for (const path of paths) {
    let isFolder: boolean
    let real: string
    try {
      // What stands for an open pipe of this process has no path of its own.
      const stat = statSync(path)
      real = stat.isFile() || stat.isDirectory() ? realpathSync(path) : path
      isFolder = stat.isDirectory()
      if (!isFolder && (!stat.isFile() || stat.size > MOST_IN_FILE)) streams.add(path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw readError(error, path)
      if (path === '')
        throw new UserError('no-such-file', 'a path is empty', { hint: 'is a variable of the shell empty?' })
      throw new UserError('no-such-file', `there is no ${path}`, {
        hint: `check the spelling of ${basename(path)}; the path starts at ${process.cwd()}`,
      })
    }
    if (isFolder) {
      const walk = new Walk(path, seen)
      files.push(...walk.files)
      findings.push(...walk.findings)
    } else if (!seen.has(real)) {
      seen.add(real)
      files.push(path)
    }
  }
  return { files, streams, findings }
}
