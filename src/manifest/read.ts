/** From paths and folders to parsed manifests. */
import { isUtf8 } from 'node:buffer'
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs'
import type { Readable } from 'node:stream'
import { UserError } from '../errors.ts'
import type { ManifestDocument } from '../model/document.ts'
import type { Finding } from '../model/finding.ts'
import type { Workspace } from '../model/settings.ts'
import { discover } from './discover.ts'
import { readError } from './file-error.ts'
import { MOST_IN_FILE } from './limits.ts'
import { type ParsedFile, parse, tooLong } from './parse.ts'
import { positionAt } from './position.ts'

export interface ReadManifests {
  readonly files: readonly ParsedFile[]
  readonly documents: readonly ManifestDocument[]
  readonly findings: readonly Finding[]
}

/** How standard input is named, as a path and in findings. */
export const STDIN = '-'

/** Where the text that was decoded leniently first differs from its bytes. */
const firstBadByte = (bytes: Buffer, text: string): number => {
  for (let at = text.indexOf('\uFFFD'); at >= 0; at = text.indexOf('\uFFFD', at + 1)) {
    const offset = Buffer.byteLength(text.slice(0, at))
    if (bytes.toString('latin1', offset, offset + 3) !== '\xEF\xBF\xBD') return at
  }
  return 0
}

const notUtf8 = (file: string, bytes: Buffer): ParsedFile => {
  const text = bytes.toString('utf8')
  const mark = bytes.toString('latin1', 0, 2)
  const message =
    mark === '\xFE\xFF' || mark === '\xFF\xFE'
      ? 'this file is in UTF-16'
      : 'this file is not UTF-8: a byte that fits no character'
  const place = positionAt(text, firstBadByte(bytes, text))
  const finding: Finding = {
    code: 'not-utf8',
    severity: 'error',
    stage: 'file',
    message,
    file,
    ...place,
    hint: 'save it as UTF-8',
  }
  return { file, text, documents: [], findings: [finding] }
}

/** Parses a file's bytes; what is not text is a finding. */
export const parseBytes = (file: string, bytes: Buffer): ParsedFile =>
  isUtf8(bytes) ? parse(file, bytes.toString('utf8')) : notUtf8(file, bytes)

/**
 * One after the other, as text at once: the fastest way to read thousands of small files. Only where the
 * decoder put in its mark for bad bytes does the file have to be looked at as bytes.
 */
const readFile = (file: string): ParsedFile => {
  try {
    const text = readFileSync(file, 'utf8')
    if (!text.includes('\uFFFD')) return parse(file, text)
    return parseBytes(file, readFileSync(file))
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (TOO_LONG.has(code)) return tooLong(file)
    throw syscall === undefined ? error : readError(error, file)
  }
}

/** What Node says of files that are more than a string or a buffer can hold. */
const TOO_LONG = new Set(['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE'])
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
