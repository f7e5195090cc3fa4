/** The folder as it was when it was last valid, read again when something in it changes. */
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { EXIT, UserError } from '../../errors.ts'
import { openFolders, SETTINGS_FILE } from '../../manifest/settings.ts'
import { stashFolder } from '../../manifest/stash-folder.ts'
import { FileWatch } from '../../manifest/watch-files.ts'
import { StashWatch } from '../../manifest/watch-stash.ts'
import { reaches } from '../../model/finding.ts'
import type { Workspace } from '../../model/settings.ts'
import type { SyncEvent } from '../../model/sync-event.ts'
import { type FolderObjects, type FolderOptions, readFolderObjects } from '../folder-objects.ts'

export interface WatchedFolderOptions extends FolderOptions {
  readonly cwd: string
  readonly dirs: readonly string[]
  /** Something in the folder, its settings, or its journal of revocations has changed. */
  readonly changed: () => void
  readonly tell: (event: SyncEvent) => void
}

export interface GoodFolder {
  readonly workspace: Workspace
  readonly objects: FolderObjects
}

/** Editors write a file in several steps, in milliseconds. */
const SETTLE = 30
/** Where the system tells of no changes, in milliseconds: it runs for days, and mostly nothing happens. */
const POLL = 5000

const pathsOf = ({ root, folders }: Workspace): string[] =>
  root === undefined
    ? [...folders]
    : [join(root, SETTINGS_FILE), join(root, '.agentgw', 'schemas'), ...folders]

/** By which a change of the journal shows; the watch over it also calls when it only may have changed. */
const sightOf = (stash: string): string => {
  try {
    return readdirSync(stash)
      .sort()
      .map((name) => `${name} ${statSync(join(stash, name), { throwIfNoEntry: false })?.mtimeMs ?? ''}`)
      .join('\n')
  } catch {
    return ''
  }
}

/** Without it, or below another one, the same files would mean other objects, and the journal would be unknown. */
const settingsGone = (root: string): UserError =>
  new UserError('bad-settings', `${join(root, SETTINGS_FILE)} is not there any more`, {
    exit: EXIT.usage,
    hint: 'put it back; nothing is applied until then',
  })

export class WatchedFolder {
  readonly #options: WatchedFolderOptions
  #good: GoodFolder | undefined
  /** Where agentgw.yaml lies, from when it was first seen. */
  #root: string | undefined
  #files: FileWatch | undefined
  #stash: StashWatch | undefined
  #watched = ''
  #isDirty = true
  /** What is wrong with it, as it was told. */
  #told = ''

  constructor(options: WatchedFolderOptions) {
    this.#options = options
  }

  /** Undefined where it never was valid. */
  get good(): GoodFolder | undefined {
    return this.#good
  }

  /** Reads it. Throws a UserError where the settings or the folder itself can't be read. */
  async open(): Promise<void> {
    this.#isDirty = false
    const { cwd, dirs } = this.#options
    const workspace = await openFolders({ cwd, dirs })
    this.#root ??= workspace.root
    if (this.#root !== undefined && workspace.root !== this.#root) throw settingsGone(this.#root)
    await this.#watch(workspace)
    this.#take(workspace, await readFolderObjects(workspace, this.#options))
  }

  /** Reads it again if something has changed. */
  async refresh(): Promise<void> {
    if (!this.#isDirty) return
    try {
      await this.open()
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      this.#tell({ event: 'invalid', findings: [], error })
    }
  }

  close(): void {
    this.#files?.close()
    this.#stash?.close()
  }

  #take(workspace: Workspace, objects: FolderObjects): void {
    if (objects.refused) {
      const { failOn } = this.#options
      this.#tell({
        event: 'invalid',
        findings: objects.findings.filter((finding) => reaches(finding, failOn)),
      })
      return
    }
    if (this.#told !== '') this.#options.tell({ event: 'valid' })
    this.#told = ''
    this.#good = { workspace, objects }
  }

  /** The same fault is told once. */
  #tell(event: Extract<SyncEvent, { event: 'invalid' }>): void {
    const text = JSON.stringify([event.findings, event.error?.message])
    if (text !== this.#told) this.#options.tell(event)
    this.#told = text
  }

  async #watch(workspace: Workspace): Promise<void> {
    const paths = pathsOf(workspace)
    const key = paths.join('\n')
    if (key === this.#watched) return
    this.close()
    this.#watched = key
    this.#files = await FileWatch.of(paths, SETTLE, POLL)
    this.#files.start(() => {
      this.#isDirty = true
      this.#options.changed()
      return Promise.resolve()
    })
    const { root } = workspace
    if (root === undefined) return
    const stash = stashFolder(root)
    let seen = sightOf(stash)
    this.#stash = new StashWatch(stash, () => {
      const now = sightOf(stash)
      if (now === seen) return
      seen = now
      this.#options.changed()
    })
  }
}
