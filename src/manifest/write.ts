/**
 * Writes and removes files so that a crash at any moment leaves the old content or the new, never half of it,
 * and so that what is reported as written is on the disk.
 */
import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  lstat,
  mkdir,
  open,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  unlink,
} from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { writeError } from './file-error.ts'

export interface WriteOptions {
  /** Of the file; default what it had, and for a new file what the umask leaves. */
  readonly mode?: number
}

/** No tool takes such a file for a manifest. */
const TEMPORARY = /^\.agentgw-[0-9a-f]{12}\.tmp$/
/** A temporary file that is older than this has been left by a crash. */
const ABANDONED_AFTER_MS = 60 * 60 * 1000

const isMissing = (error: unknown): boolean => (error as NodeJS.ErrnoException).code === 'ENOENT'

/** The file behind any links, which may lead to a file that is not there yet. */
const behindLinks = async (path: string): Promise<string> => {
  try {
    return await realpath(path)
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  try {
    if ((await lstat(path)).isSymbolicLink())
      return await behindLinks(resolve(dirname(path), await readlink(path)))
  } catch (error) {
    if (!isMissing(error)) throw error
  }
  return path
}

const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Gives the first that it made. Where a folder can not be made, Node says with `recursive` that it is missing, not why. */
const makeAll = async (folder: string): Promise<string | undefined> => {
  try {
    return await mkdir(folder, { recursive: true })
  } catch (error) {
    if (!isMissing(error) || dirname(folder) === folder) throw error
    const first = await makeAll(dirname(folder))
    await mkdir(folder)
    return first ?? folder
  }
}

/** Makes the folder, and the entries of all folders that this created, durable. */
export const makeFolder = async (folder: string): Promise<void> => {
  const first = await makeAll(folder)
  if (first === undefined) return
  for (let made = folder; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made))
}

const swept = new Set<string>()

/** What a crash left behind; once a folder and process. */
const sweep = async (folder: string): Promise<void> => {
  if (swept.has(folder)) return
  swept.add(folder)
  for (const name of await readdir(folder)) {
    if (!TEMPORARY.test(name)) continue
    const path = join(folder, name)
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    if (age > ABANDONED_AFTER_MS) await rm(path, { force: true })
  }
}

/** Gives the new file what the old one had: mode, and owner where this user may. */
const inherit = async (temporary: string, target: string, mode: number | undefined): Promise<void> => {
  const old = await stat(target).catch((error: unknown) => {
    if (isMissing(error)) return undefined
    throw error
  })
  if (old !== undefined) await chown(temporary, old.uid, old.gid).catch(() => undefined)
  const wanted = mode ?? (old === undefined ? undefined : old.mode & 0o7777)
  if (wanted !== undefined) await chmod(temporary, wanted)
}

const replace = async (target: string, text: string, mode: number | undefined): Promise<void> => {
  const folder = dirname(target)
  await makeFolder(folder)
  await sweep(folder)
  const temporary = join(folder, `.agentgw-${randomBytes(6).toString('hex')}.tmp`)
  try {
    const handle = await open(temporary, 'wx', mode ?? 0o666)
    try {
      await handle.writeFile(text)
      await inherit(temporary, target, mode)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
  await syncFolder(folder)
}

/** Creates folders as needed; writes the file that a symbolic link leads to. Throws `file-unwritable`. */
export const writeDurably = async (path: string, text: string, options: WriteOptions = {}): Promise<void> => {
  try {
    await replace(await behindLinks(path), text, options.mode)
  } catch (error) {
    throw writeError(error, path, 'write')
  }
}

/** Removes the file that a symbolic link leads to, not the link. Nothing there is no error. */
export const removeDurably = async (path: string): Promise<void> => {
  try {
    const target = await behindLinks(path)
    await unlink(target).catch((error: unknown) => {
      if (!isMissing(error)) throw error
    })
    await syncFolder(dirname(target)).catch((error: unknown) => {
      if (!isMissing(error)) throw error
    })
  } catch (error) {
    throw writeError(error, path, 'remove')
  }
}
