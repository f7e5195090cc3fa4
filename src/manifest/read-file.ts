/**
 * Reads one file after the other, as bytes and at once: the fastest way to read thousands of small ones, of most of which
 * no text is ever needed.
 */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs'
import { readError } from './file-error.ts'
import { type ParsedFile, parsePlain, tooLong } from './parse.ts'
import { parseBytes } from './parse-bytes.ts'

/** The bytes of files, one file behind the other. What was read stays there as long as a file is in use. */
class Shelf {
  readonly #bytes = Buffer.allocUnsafeSlow(256 * 1024)
  #used = 0

  /** Whether there is room for another short file, and what marks its end. */
  get isFree(): boolean {
    return this.#bytes.length - this.#used > MOST
  }

  /** Undefined for a file that is not short. */
  read(file: string): ParsedFile | undefined {
    const start = this.#used
    const end = this.#fill(file, start)
    if (end === undefined) return undefined
    this.#bytes[end] = 0
    const plain = parsePlain(file, this.#bytes, start, end)
    if (plain === undefined) return parseBytes(file, Buffer.from(this.#bytes.subarray(start, end)))
    this.#used = end + 1
    return plain
  }

  #fill(file: string, start: number): number | undefined {
    const descriptor = openSync(file, 'r')
    try {
      for (let end = start; end < start + MOST;) {
        const count = readSync(descriptor, this.#bytes, end, start + MOST - end, null)
        if (count === 0) return end
        end += count
      }
      return undefined
    } finally {
      closeSync(descriptor)
    }
  }
}

/** Longer files are read by themselves. */
const MOST = 16 * 1024

let shelf: Shelf | undefined

/** What Node says of files that are more than a string or a buffer can hold. */
const TOO_LONG = new Set(['ERR_STRING_TOO_LONG', 'ERR_FS_FILE_TOO_LARGE'])

/** Throws `file-unreadable`. */
export const readFile = (file: string): ParsedFile => {
  try {
    if (shelf?.isFree !== true) shelf = new Shelf()
    return shelf.read(file) ?? parseBytes(file, readFileSync(file))
  } catch (error) {
    const { code = '', syscall } = error as NodeJS.ErrnoException
    if (TOO_LONG.has(code)) return tooLong(file)
    throw syscall === undefined ? error : readError(error, file)
  }
}
