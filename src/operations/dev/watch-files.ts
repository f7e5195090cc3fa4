/**
 * Tells when anything under some folders has changed. The system's notifications are quick but can be lost
 * (limits, network file systems, folders that come and go), so a slow look at everything stands behind them.
 */
import { existsSync, type FSWatcher, watch } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** Between two looks, ms; with many files at least ten times what a look takes. */
const POLL = 700
const SKIPPED = new Set(['.git', 'node_modules'])
const COUNTS = /\.(ya?ml|json|stash)$/

/** What there is to see: the state of every file that counts, and the folders in which they stand. */
interface Sight {
  readonly files: string[]
  readonly folders: Set<string>
}

const look = async (path: string, sight: Sight, above: readonly number[] = []): Promise<void> => {
  const entry = await stat(path).catch(() => undefined)
  if (entry?.isFile() && COUNTS.test(path))
    sight.files.push(`${path}:${entry.ino}:${entry.size}:${entry.mtimeMs}:${entry.ctimeMs}`)
  // A link to a folder above it would lead round in circles.
  if (!entry?.isDirectory() || above.includes(entry.ino)) return
  sight.folders.add(path)
  const names = await readdir(path).catch((): string[] => [])
  const seen = names.filter((name) => !SKIPPED.has(name))
  await Promise.all(seen.map((name) => look(join(path, name), sight, [...above, entry.ino])))
}

/** For a path that does not exist: the nearest folder above that does, and the name that is missing there. */
const missingFrom = (path: string): { folder: string; name: string } => {
  const folder = dirname(path)
  return existsSync(folder) || folder === path ? { folder, name: basename(path) } : missingFrom(folder)
}

export class FileWatch {
  readonly #paths: readonly string[]
  readonly #settle: number
  #changed: (() => Promise<void>) | undefined
  readonly #watchers = new Map<string, FSWatcher>()
  #seen: string | undefined
  #timer: NodeJS.Timeout | undefined
  #due = Infinity
  #looking = false
  #again = false
  #closed = false

  private constructor(paths: readonly string[], settle: number) {
    this.#paths = paths
    this.#settle = settle
  }

  /**
   * `paths`: files and folders, with all that is below; they need not exist. `settle`: how long to wait for
   * what follows a first change, ms. Every change from now on counts.
   */
  static async of(paths: readonly string[], settle: number): Promise<FileWatch> {
    const watching = new FileWatch(paths, settle)
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
    this.#wake(this.#again ? this.#settle : Math.max(POLL, took * 10))
    this.#again = false
  }

  async #look(): Promise<string> {
    for (;;) {
      const sight: Sight = { files: [], folders: new Set() }
      await Promise.all(this.#paths.map((path) => look(path, sight)))
      const wanted = new Map<string, string | undefined>(
        [...sight.folders].map((folder) => [folder, undefined]),
      )
      for (const path of this.#paths) {
        if (wanted.has(path)) continue
        const { folder, name } = missingFrom(path)
        if (!wanted.has(folder)) wanted.set(folder, name)
      }
      // What came into a new folder before it was watched is seen only by looking again.
      if (!this.#watch(wanted)) return sight.files.sort().join('\n')
    }
  }

  /**
   * `wanted`: folders, each with the one name that counts there, or undefined for every name. True where one
   * is watched that was not before.
   */
  #watch(wanted: ReadonlyMap<string, string | undefined>): boolean {
    let added = false
    for (const [key, watcher] of this.#watchers) {
      const [folder = '', name] = key.split('\0')
      if (wanted.has(folder) && wanted.get(folder) === name) continue
      watcher.close()
      this.#watchers.delete(key)
    }
    for (const [folder, name] of wanted) {
      const key = name === undefined ? folder : `${folder}\0${name}`
      if (this.#closed || this.#watchers.has(key)) continue
      try {
        const watcher = watch(folder, { persistent: false }, (_event, file) => {
          // The audit log may stand in a folder that counts.
          if (file?.endsWith('.jsonl') || (name !== undefined && file !== name)) return
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
