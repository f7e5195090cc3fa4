import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { discover } from '../../manifest/discover.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { parseBytes } from '../../manifest/read.ts'
import type { Finding } from '../../model/finding.ts'

export interface ReadFiles {
  readonly files: readonly ParsedFile[]
  /** Files that can not be read just now, each with the reason. */
  readonly unread: ReadonlyMap<string, string>
  /** Links that are not followed. */
  readonly findings: readonly Finding[]
}

/**
 * Each file for itself, so that one that can not be read does not stand in the way of the others. A folder
 * that is not there holds nothing. Throws `file-unreadable` where a folder can not be listed.
 */
export const readEach = async (folder: string): Promise<ReadFiles> => {
  const found = existsSync(folder) ? await discover([folder]) : { files: [], findings: [] }
  const files: ParsedFile[] = []
  const unread = new Map<string, string>()
  for (const path of found.files)
    try {
      files.push(parseBytes(path, await readFile(path)))
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      // It may have gone since it was listed.
      if (code !== 'ENOENT') unread.set(path, `${path}: can not be read (${code ?? message})`)
    }
  return { files, unread, findings: found.findings }
}
