/**
 * What the folder's journal takes from the gateway, kept as the journal is.
 *
 * Only files that have changed are read, and at once rather than in the background, where a reading would wait
 * behind the looks at thousands of manifests: how long a tool stays live must not depend on them.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import type { GatewayState, Revoked, RevokedTools } from '../../gateway/state.ts'
import { readError } from '../../manifest/file-error.ts'
import { parseRecord } from '../../manifest/stash.ts'
import { stashFolder } from '../../manifest/stash-folder.ts'
import { append } from '../../model/multimap.ts'
import { type FolderRecord, isActive, type Named } from '../../model/revocation.ts'
import { isBackend, servedAs } from './served-as.ts'

/** A whole server, or the tools of it that a pattern names. */
interface Held {
  readonly server: string
  readonly pattern?: string | undefined
  readonly revocation: Revoked
}

interface Seen {
  /** Differs where the file does. */
  readonly mark: string
  readonly when: string
  /** What its last whole form took away; undefined where it never had one. */
  readonly held: readonly Held[] | undefined
  readonly damage?: UserError
}

/** An MCPBackend has one MCP target, which has its name. */
const isThere = ({ ref, part }: Named): boolean =>
  isBackend(ref) && (part?.target === undefined || part.target === ref.name)

const heldBy = ({ id, reason, targets }: FolderRecord, namespace: string): Held[] =>
  targets
    .filter((target) => isThere(target) && isActive(target.phase))
    .map(({ ref, part }) => ({
      server: servedAs(ref, namespace),
      pattern: part?.tool,
      revocation: { id, reason },
    }))

const isGone = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

export class RevocationReader {
  readonly #folder: string
  readonly #namespace: string
  /** By name of the file. */
  readonly #files = new Map<string, Seen>()
  /** Why the journal as a whole can not be read now. */
  #unreadable: UserError | undefined
  #held: readonly Held[] = []

  private constructor(root: string, namespace: string) {
    this.#folder = stashFolder(root)
    this.#namespace = namespace
  }

  /** Throws where a record can not be read: what it took away is not known, and must not be served by mistake. */
  static of(root: string, namespace: string): RevocationReader {
    const reader = new RevocationReader(root, namespace)
    reader.look()
    const [damage] = reader.#damages()
    if (damage !== undefined) throw damage
    return reader
  }

  /** Looks at the files of these names, or at all. True where one was read, or is gone. */
  look(names?: ReadonlySet<string>): boolean {
    const before = this.#unreadable
    let changed = false
    for (const name of names ?? this.#names()) changed = this.#lookAt(name) || changed
    if (!changed && before === this.#unreadable) return false
    const held = [...this.#files]
      .map(([name, seen]) => ({ ...seen, order: `${seen.when} ${name}` }))
      .sort((a, b) => (a.order < b.order ? -1 : 1))
      .flatMap((seen) => seen.held ?? [])
    // What a record that was never whole takes away is not known: then nothing is given back.
    const unknown = [...this.#files.values()].some((seen) => seen.held === undefined)
    this.#held = unknown ? union(this.#held, held) : held
    return true
  }

  get revoked(): GatewayState['revoked'] {
    return new Map(
      this.#held.flatMap(({ server, pattern, revocation }) =>
        pattern === undefined ? [[server, revocation] as const] : [],
      ),
    )
  }

  get revokedTools(): GatewayState['revokedTools'] {
    const tools = new Map<string, RevokedTools[]>()
    for (const { server, pattern, revocation } of this.#held)
      if (pattern !== undefined) append(tools, server, { pattern, revocation })
    return tools
  }

  /** What is wrong with the journal, each in one line. */
  get problems(): string[] {
    return this.#damages().map(({ message, code }) => `${message} [${code}]: what was revoked stays revoked`)
  }

  #damages(): UserError[] {
    const damages = [...this.#files.values()].flatMap(({ damage }) => damage ?? [])
    return this.#unreadable ? [this.#unreadable, ...damages] : damages
  }

  /** Those that are there, and those that were. */
  #names(): ReadonlySet<string> {
    let names: string[] = []
    this.#unreadable = undefined
    try {
      names = readdirSync(this.#folder).filter((name) => name.endsWith('.stash'))
    } catch (error) {
      if (!isGone(error)) {
        this.#unreadable = readError(error, this.#folder)
        return new Set()
      }
    }
    return new Set([...names, ...this.#files.keys()])
  }

  #lookAt(name: string): boolean {
    const file = join(this.#folder, name)
    const before = this.#files.get(name)
    let mark = ''
    try {
      const { ino, size, mtimeMs, ctimeMs } = statSync(file)
      mark = `${ino}:${size}:${mtimeMs}:${ctimeMs}`
      if (mark === before?.mark) return false
      const record = parseRecord(file, readFileSync(file, 'utf8'))
      this.#files.set(name, { mark, when: record.when, held: heldBy(record, this.#namespace) })
    } catch (error) {
      if (isGone(error)) return this.#files.delete(name)
      const damage = error instanceof UserError ? error : readError(error, file)
      this.#files.set(name, { mark, when: before?.when ?? '', held: before?.held, damage })
    }
    return true
  }
}

const keyOf = ({ server, pattern, revocation }: Held): string =>
  JSON.stringify([server, pattern, revocation.id])

const union = (...all: readonly (readonly Held[])[]): Held[] => [
  ...new Map(all.flat().map((held) => [keyOf(held), held])).values(),
]
