/**
 * Tells when the journal of revocations has changed, as fast as the system lets it know.
 *
 * Records come by rename, so each changes the folder's own time: a look at that, ten times a second, is the net
 * under the system's notifications, and costs next to nothing however many records there are.
 */
import { type FSWatcher, type Stats, statSync, watch } from 'node:fs'
import { missingFrom } from './watch-files.ts'

/** Between two looks at the folder itself, ms. */
const NET = 100
/** Between two looks at every record, ms: a file can also be written in place. */
const EVERYTHING = 5_000
/** File systems count time in steps: for so long two changes can look like one, ms. */
const STEP = 300

/** Why it can not be looked at is for the reader of the journal to say. */
const statOf = (path: string): Stats | undefined => {
  try {
    return statSync(path)
  } catch {
    return undefined
  }
}

export class StashWatch {
  readonly #folder: string
  readonly #changed: (names?: ReadonlySet<string>) => void
  readonly #net: NodeJS.Timeout
  #watcher: FSWatcher | undefined
  /** Which folder is watched. */
  #watched = ''
  /** Records that notifications have named since they were last handed on. */
  #names = new Set<string>()
  /** The time of the folder at the last look at everything. */
  #seen: number | undefined
  #lookedAt = -Infinity

  /**
   * `changed` is called at once, and then whenever something may have changed: with the names of the files, or
   * without where any can be meant. The folder need not exist.
   */
  constructor(folder: string, changed: (names?: ReadonlySet<string>) => void) {
    this.#folder = folder
    this.#changed = changed
    this.#look()
    this.#net = setInterval(() => {
      this.#look()
    }, NET)
  }

  close(): void {
    clearInterval(this.#net)
    this.#watcher?.close()
  }

  #look(): void {
    if (this.#watcher === undefined || this.#identity() !== this.#watched) this.#watch()
    const time = statOf(this.#folder)?.mtimeMs
    const fresh = time !== undefined && Math.abs(Date.now() - time) < STEP
    const now = performance.now()
    if (time === this.#seen && !fresh && now - this.#lookedAt < EVERYTHING) return
    this.#seen = time
    this.#lookedAt = now
    this.#changed()
  }

  #identity(): string {
    const entry = statOf(this.#folder)
    return entry ? `${entry.dev}:${entry.ino}` : 'missing'
  }

  /** The folder, or where it is not there the nearest one above, in which it would begin. */
  #watch(): void {
    this.#watcher?.close()
    this.#watcher = undefined
    this.#watched = this.#identity()
    const there = this.#watched !== 'missing'
    const { folder, name } = there ? { folder: this.#folder } : missingFrom(this.#folder)
    try {
      const watcher = watch(folder, { persistent: false }, (_event, file) => {
        if (there && file?.endsWith('.stash')) this.#named(file)
        else if (there && !file?.endsWith('.tmp')) this.#look()
        else if (file === name) {
          this.#watch()
          this.#look()
        }
      })
      watcher.on('error', () => {
        watcher.close()
        if (this.#watcher === watcher) this.#watcher = undefined
      })
      this.#watcher = watcher
    } catch {
      // The net sees it too.
    }
  }

  /** Many records that come together are handed on together. */
  #named(name: string): void {
    if (this.#names.size === 0)
      setImmediate(() => {
        const names = this.#names
        this.#names = new Set()
        this.#changed(names)
      })
    this.#names.add(name)
  }
}
