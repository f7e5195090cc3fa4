/**
 * Keeps what is compiled from CRDs for later runs. It is code that will be executed, so only what this user alone
 * can have written is taken: of this user, writable by nobody else, whole, and under the name it was put under.
 * Whatever is wrong with it, and wherever nothing can be written, the answer is that there is nothing: that is
 * slower, and no more.
 */
import { createHash, randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { COMPILER } from '../generated/compiler.ts'

export interface Cache {
  get(key: readonly string[]): Buffer | undefined
  put(key: readonly string[], content: Buffer): void
}

export const noCache: Cache = { get: () => undefined, put: () => undefined }

const DAY_MS = 24 * 60 * 60 * 1000
/** What nobody asked for so long belongs to schemas or programs of the past. */
const FORGOTTEN_AFTER_DAYS = 30

const sha256 = (...parts: readonly (string | Buffer)[]): string => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('hex')
}

/** The compiler and the engine belong to the name: each has its own entries, and none finds those of another. */
const nameOf = (key: readonly string[]): string =>
  sha256(JSON.stringify([COMPILER, process.versions.v8, process.arch, ...key]))

/** Windows has no such owner; there the folder lies in the user's profile. */
const isOurs = ({ uid, mode }: Stats): boolean =>
  process.getuid === undefined || (uid === process.getuid() && (mode & 0o022) === 0)

/** Of this user, and no link to somewhere else. */
const isSafe = (folder: string): boolean => {
  const about = lstatSync(folder)
  return about.isDirectory() && isOurs(about)
}

const SUM = 64

const read = (path: string, name: string): Buffer | undefined => {
  const handle = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const about = fstatSync(handle)
    if (!about.isFile() || !isOurs(about)) return undefined
    const all = readFileSync(handle)
    const content = all.subarray(SUM)
    return all.toString('latin1', 0, SUM) === sha256(name, content) ? content : undefined
  } finally {
    closeSync(handle)
  }
}

/** A reader finds the old file or the new one, and of two writers each writes a whole one. */
const write = (path: string, name: string, content: Buffer): void => {
  const temporary = `${path}.${randomBytes(6).toString('hex')}`
  try {
    writeFileSync(temporary, Buffer.concat([Buffer.from(sha256(name, content), 'latin1'), content]), {
      flag: 'wx',
      mode: 0o600,
    })
    renameSync(temporary, path)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
}

const sweep = (folder: string): void => {
  const limit = Date.now() - FORGOTTEN_AFTER_DAYS * DAY_MS
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    if (statSync(path).mtimeMs < limit) rmSync(path, { force: true })
  }
}

/** `folder` is made when it is first needed; none means that there is no place for it. */
export const openCache = (folder: string | undefined): Cache => {
  if (folder === undefined) return noCache
  let swept = false
  const attempt = <T>(act: () => T): T | undefined => {
    try {
      return act()
    } catch {
      return undefined
    }
  }
  return {
    get: (key) =>
      attempt(() => {
        const name = nameOf(key)
        return isSafe(folder) ? read(join(folder, name), name) : undefined
      }),
    put: (key, content) =>
      attempt(() => {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        if (!isSafe(folder)) return
        if (!swept) sweep(folder)
        swept = true
        const name = nameOf(key)
        write(join(folder, name), name, content)
      }),
  }
}
