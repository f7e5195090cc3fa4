/**
 * Tells when anything under some folders has changed. The system's notifications are quick but can be lost
 * (limits, network file systems, folders that come and go), so a slow look at everything stands behind them.
 */
import { type Dirent, existsSync, type FSWatcher, watch } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'

/** Between two looks, ms, where nothing else is asked for; with many files at least ten times what a look takes. */
const POLL = 700
const SKIPPED = new Set(['.git', 'node_modules'])
const COUNTS = /\.(ya?ml|json)$/

/** What there is to see: the state of every file that counts, and the folders in which they stand. */
interface Sight {
  readonly files: string[]
  readonly folders: Set<string>
}

/** The look below one path; a link is followed only to what lies there too, and was not seen yet. */
class Look {
  readonly #sight: Sight
  readonly #seen = new Set<string>()
  #links: string[] = []

  constructor(sight: Sight) {
    this.#sight = sight
  }

  async at(path: string): Promise<void> {
    const root = await realpath(path).catch(() => undefined)
    if (root === undefined) return
    await this.#see(path, root)
    // Links come last and in order, so that each look sees everything under the same name.
    while (this.#links.length > 0) {
      const links = this.#links.sort()
      this.#links = []
      for (const link of links) await this.#follow(link, root)
    }
  }

  async #follow(link: string, root: string): Promise<void> {
    const real = await realpath(link).catch(() => undefined)
    this.#sight.files.push(`${link}>${real ?? ''}`)
    if (real?.startsWith(root + sep)) await this.#see(real, real)
  }

  async #see(path: string, real: string): Promise<void> {
    if (this.#seen.has(real)) return
    this.#seen.add(real)
    const entry = await stat(path).catch(() => undefined)
    if (entry?.isFile() && COUNTS.test(path))
      this.#sight.files.push(`${path}:${entry.ino}:${entry.size}:${entry.mtimeMs}:${entry.ctimeMs}`)
    if (!entry?.isDirectory()) return
    this.#sight.folders.add(path)
    const all = await readdir(path, { withFileTypes: true }).catch((): Dirent[] => [])
    const counting = all.filter(({ name }) => !SKIPPED.has(name))
    for (const one of counting) if (one.isSymbolicLink()) this.#links.push(join(path, one.name))
    const own = counting.filter((one) => one.isDirectory() || (one.isFile() && COUNTS.test(one.name)))
    await Promise.all(own.map(({ name }) => this.#see(join(path, name), join(real, name))))
  }
}

/** For a path that does not exist: the nearest folder above that does, and the name that is missing there. */
export const missingFrom = (path: string): { folder: string; name: string } => {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? { folder, name: basename(path) } : missingFrom(folder)
}

export class FileWatch {
  readonly #paths: readonly string[]
  readonly #settle: number
  readonly #poll: number
  #changed: (() => Promise<void>) | undefined
  readonly #watchers = new Map<string, FSWatcher>()
  #seen: string | undefined
  #timer: NodeJS.Timeout | undefined
  #due = Infinity
  #looking = false
  #again = false
  #closed = false

  private constructor(paths: readonly string[], settle: number, poll: number) {
    this.#paths = paths
    this.#settle = settle
    this.#poll = poll
  }

  /**
   * `paths`: files and folders, with all that is below; they need not exist. `settle`: how long to wait for
   * what follows a first change, ms. `poll`: between two looks, ms. Every change from now on counts.
   */
  static async of(paths: readonly string[], settle: number, poll = POLL): Promise<FileWatch> {
    const watching = new FileWatch(paths, settle, poll)
    watching.#seen = await watching.#look()
    return watching
  }

  /** `changed` is never run twice at once. */
  start(changed: () => Promise<void>): void {
    this.#changed = changed
    this.#wake(this.#settle)
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    for (const watcher of this.#watchers.values()) watcher.close()
  }

  #wake(after: number): void {
    const due = performance.now() + after
    if (this.#closed || !this.#changed || due >= this.#due) return
    clearTimeout(this.#timer)
    this.#due = due
    this.#timer = setTimeout(() => {
      this.#due = Infinity
      void this.#check()
    }, after)
  }

  async #check(): Promise<void> {
    if (this.#looking) {
      this.#again = true
      return
    }
    this.#looking = true
    const begun = performance.now()
    const seen = await this.#look()
    const took = performance.now() - begun
    if (seen !== this.#seen && !this.#closed) {
      this.#seen = seen
      await this.#changed?.()
    }
    this.#looking = false
    this.#wake(this.#again ? this.#settle : Math.max(this.#poll, took * 10))
    this.#again = false
  }

  async #look(): Promise<string> {
    for (;;) {
      const sight: Sight = { files: [], folders: new Set() }
      await Promise.all(this.#paths.map((path) => new Look(sight).at(path)))
      const wanted = new Map<string, Set<string> | undefined>(
        [...sight.folders].map((folder) => [folder, undefined]),
      )
      for (const path of this.#paths) {
        if (sight.folders.has(path)) continue
        const { folder, name } = missingFrom(path)
        if (!wanted.has(folder)) wanted.set(folder, new Set())
        wanted.get(folder)?.add(name)
      }
      // What came into a new folder before it was watched is seen only by looking again.
      if (!this.#watch(wanted)) return sight.files.sort().join('\n')
    }
  }

  /**
   * `wanted`: folders, each with the names that count there, or undefined for every name. True where something
   * is watched that was not before.
   */
  #watch(wanted: ReadonlyMap<string, ReadonlySet<string> | undefined>): boolean {
    let added = false
    const keyed = new Map(
      [...wanted].map(([folder, names]) => [[folder, ...(names ?? [])].join('\0'), { folder, names }]),
    )
    for (const [key, watcher] of this.#watchers) {
      if (keyed.has(key)) continue
      watcher.close()
      this.#watchers.delete(key)
    }
    for (const [key, { folder, names }] of keyed) {
      if (this.#closed || this.#watchers.has(key)) continue
      try {
        const watcher = watch(folder, { persistent: false }, (_event, file) => {
          // The audit log may stand in a folder that counts.
          if (file?.endsWith('.jsonl') || (file !== null && names?.has(file) === false)) return
          this.#wake(this.#settle)
        })
        watcher.on('error', () => {
          watcher.close()
          this.#watchers.delete(key)
        })
        this.#watchers.set(key, watcher)
        added = true
      } catch {
        // The look that comes by itself sees it too.
      }
    }
    return added
  }
}
