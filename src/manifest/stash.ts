/**
 * The folder's side of the kill switch's journal: `.agentgw/revoked/ID.stash` in the root, one JSON file a
 * revocation. The name ends in `.stash` so that nothing that applies a folder picks it up.
 */
import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { digestOf } from '../model/digest.ts'
import type { FolderRecord } from '../model/revocation.ts'
import { readError } from './file-error.ts'
import { stashFolder } from './stash-folder.ts'
import { writeDurably } from './write.ts'

const FORMAT = { apiVersion: 'agentgw.dev/v1alpha1', kind: 'Revocation' } as const

/** Over all that is stored, as records have had it from the first version on. */
const digestOfAll = (targets: FolderRecord['targets']): string =>
  `sha256:${createHash('sha256')
    .update(
      JSON.stringify(targets.map(({ ref, part, stored }) => (part ? [ref, part, stored] : [ref, stored]))),
    )
    .digest('hex')}`

const damaged = (file: string, why: string): UserError =>
  new UserError('stash-damaged', `${file}: ${why}`, {
    hint: 'bring the file back from version control or a backup; the cluster keeps a record of its own part',
  })

const isAsWritten = ({ digest, stored }: FolderRecord['targets'][number]): boolean =>
  digest === undefined || digest === digestOf(stored)

/** The record that a file holds. Throws `stash-damaged`. */
export const parseRecord = (file: string, text: string): FolderRecord => {
  let content: Partial<FolderRecord & { apiVersion: string; kind: string; digest: string }>
  try {
    content = JSON.parse(text) as typeof content
  } catch {
    throw damaged(file, 'not JSON')
  }
  const { apiVersion, kind, digest, ...record } = content
  if (apiVersion !== FORMAT.apiVersion || kind !== FORMAT.kind)
    throw damaged(file, 'not a record of this version')
  if (typeof record.id !== 'string' || !Array.isArray(record.targets))
    throw damaged(file, 'not a whole record')
  if (digest !== digestOfAll(record.targets) || !record.targets.every(isAsWritten))
    throw damaged(file, 'the stored documents are not those that were written')
  return record as FolderRecord
}

const read = async (file: string): Promise<FolderRecord> => {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw readError(error, file)
  }
  return parseRecord(file, text)
}

export interface Stash {
  /** The oldest first. */
  readonly records: readonly FolderRecord[]
  /** Files that could not be read; what they hold is unknown. */
  readonly damaged: readonly UserError[]
}

export const readStash = async (root: string): Promise<Stash> => {
  const folder = stashFolder(root)
  let names: string[]
  try {
    names = (await readdir(folder)).filter((name) => name.endsWith('.stash')).sort()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { records: [], damaged: [] }
    return { records: [], damaged: [readError(error, folder)] }
  }
  const records: FolderRecord[] = []
  const unread: UserError[] = []
  for (const name of names) {
    try {
      records.push(await read(join(folder, name)))
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      unread.push(error)
    }
  }
  records.sort((a, b) => a.when.localeCompare(b.when) || a.id.localeCompare(b.id))
  return { records, damaged: unread }
}

/** Writes one record, whole and durable; only its owner may read it, since documents can hold secrets. */
export const writeStash = async (root: string, record: FolderRecord): Promise<void> => {
  const targets = record.targets.map((target) => ({ ...target, digest: digestOf(target.stored) }))
  const content = { ...FORMAT, ...record, targets, digest: digestOfAll(targets) }
  await writeDurably(join(stashFolder(root), `${record.id}.stash`), `${JSON.stringify(content, null, 2)}\n`, {
    mode: 0o600,
  })
}
