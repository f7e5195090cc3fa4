/**
 * What this copy of a folder last agreed on with a cluster: of each object the digests of its fields. It lies in
 * .agentgw/local/, which Git ignores: another copy, of another person, has a memory of its own.
 */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeDurably } from './write.ts'

export interface Remembered {
  /** Absent where it is not known yet whether the first apply was carried out. */
  readonly agreed?: string
  /** What an apply that may have been cut off would have left. */
  readonly trying?: string
  /** The same of the first of two steps. */
  readonly halfway?: string
  /** The note that the object carried when a pull agreed with it: as long as it carries that, what was pulled counts. */
  readonly over?: string
}

export interface Memory {
  /** By refKey. */
  readonly objects: ReadonlyMap<string, Remembered>
  /** Every kind that was ever applied from here, by `apiVersion kind`: what is left over is looked for among them. */
  readonly kinds: ReadonlySet<string>
}

const folderOf = (root: string): string => join(root, '.agentgw', 'local')

const fileOf = (root: string, server: string): string =>
  join(folderOf(root), `${createHash('sha256').update(server).digest('hex').slice(0, 12)}.json`)

export const NOTHING: Memory = { objects: new Map(), kinds: new Set() }

/** A memory that is not there, or can not be read, is none: it is a help, and must not hold anything up. */
export const readMemory = async (root: string, server: string): Promise<Memory> => {
  try {
    const { objects, kinds } = JSON.parse(await readFile(fileOf(root, server), 'utf8')) as {
      objects: Record<string, Remembered>
      kinds: string[]
    }
    return { objects: new Map(Object.entries(objects)), kinds: new Set(kinds) }
  } catch {
    return NOTHING
  }
}

/** Throws `file-unwritable`. */
export const writeMemory = async (
  root: string,
  server: string,
  { objects, kinds }: Memory,
): Promise<void> => {
  await writeDurably(join(folderOf(root), '.gitignore'), '*\n')
  const content = { server, kinds: [...kinds].sort(), objects: Object.fromEntries(objects) }
  await writeDurably(fileOf(root, server), `${JSON.stringify(content)}\n`)
}
