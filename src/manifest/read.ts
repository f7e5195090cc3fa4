/** From paths and folders to parsed manifests. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import type { Workspace } from '../model/settings.ts'
import { discover } from './discover.ts'
import { readError } from './file-error.ts'
import { MOST_IN_FILE } from './limits.ts'
import { type ParsedFile, tooLong } from './parse.ts'
import { parseBytes } from './parse-bytes.ts'
import { readFile } from './read-file.ts'

export interface ReadManifests {
  readonly files: readonly ParsedFile[]
  readonly documents: readonly ManifestDocument[]
  readonly findings: readonly Finding[]
}

/** How standard input is named, as a path and in findings. */
export const STDIN = '-'

const CHUNK = 1024 * 1024

/** What may never end, such as a pipe or a device, is read up to the limit. */
const readStream = (file: string): ParsedFile => {
  const chunks: Buffer[] = []
  let fd: number | undefined
  try {
    fd = openSync(file, 'r')
    for (let size = 0; ;) {
      const chunk = Buffer.alloc(CHUNK)
      const count = readSync(fd, chunk)
      if (count === 0) return parseBytes(file, Buffer.concat(chunks))
      chunks.push(chunk.subarray(0, count))
      size += count
      if (size > MOST_IN_FILE) return tooLong(file)
    }
  } catch (error) {
    throw error instanceof Error && 'syscall' in error ? readError(error, file) : error
  } finally {
    if (fd !== undefined) closeSync(fd)
  }
}

/** What the files say, after what was found while looking for them. */
export const gather = (files: readonly ParsedFile[], findings: readonly Finding[]): ReadManifests => ({
  files,
  documents: files.flatMap(({ documents }) => documents),
  findings: [...findings, ...files.flatMap((file) => file.findings)],
})

const readStdin = async (stdin: Readable): Promise<ParsedFile> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk as Uint8Array)
    chunks.push(bytes)
    size += bytes.length
    if (size > MOST_IN_FILE) return tooLong(STDIN)
  }
  return parseBytes(STDIN, Buffer.concat(chunks))
}

/** Files, folders, and `-` for `stdin`. Throws `no-such-file` and `file-unreadable`. */
export const readPaths = async (
  paths: readonly string[],
  { stdin }: { stdin: Readable },
): Promise<ReadManifests> => {
  const { files, streams, findings } = await discover(paths.filter((path) => path !== STDIN))
  const parsed = files.map((file) => (streams.has(file) ? readStream(file) : readFile(file)))
  if (paths.includes(STDIN)) parsed.push(await readStdin(stdin))
  return gather(parsed, findings)
}

/** Throws `no-folder`. */
export const mustExist = (folder: string): void => {
  if (existsSync(folder)) return
  throw new UserError('no-folder', `there is no folder ${folder}`, {
    hint: 'run `kubectl agentgw init`, or name the folder with --dir',
  })
}

/** The manifests of a workspace's folders; file paths are absolute. Throws `no-folder`, `file-unreadable`. */
export const readFolder = async ({ folders }: Pick<Workspace, 'folders'>): Promise<ReadManifests> => {
  folders.forEach(mustExist)
  const { files, findings } = await discover(folders)
  return gather(files.map(readFile), findings)
}
