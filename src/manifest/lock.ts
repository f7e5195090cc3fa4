/**
 * One writer at a time on a root: revoke and restore read files, plan, and write them again, and two that overlap
 * would undo each other. The lock is a file that names its holder; one whose holder is gone counts for nothing.
 */
import { open, readFile, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import { makeFolder } from './write.ts'

const WAIT_MS = 30_000
const PAUSE_MS = 20
/** A holder on another machine can not be asked whether it lives; no run takes this long. */
const ABANDONED_AFTER_MS = 10 * 60_000

const isCode = (error: unknown, code: string): boolean => (error as NodeJS.ErrnoException).code === code

/** One that was released a moment ago counts: it is to be asked for again. */
const isLock = async (path: string): Promise<boolean> =>
  stat(path).then(
    (about) => about.isFile(),
    (error: unknown) => isCode(error, 'ENOENT'),
  )

/**
 * Takes the lock by creating its file; `held` where somebody has it. Where no file can be made, nobody can write to
 * the folder either, so there is nothing to guard; what can be done elsewhere must not wait for that.
 */
const take = async (path: string): Promise<'taken' | 'held' | 'impossible'> => {
  try {
    await makeFolder(dirname(path))
    const handle = await open(path, 'wx')
    try {
      await handle.writeFile(JSON.stringify({ host: hostname(), pid: process.pid }))
    } catch (error) {
      // Without the name of its holder it would hold up others for a moment, for nothing.
      await rm(path, { force: true })
      throw error
    } finally {
      await handle.close()
    }
    return 'taken'
  } catch (error) {
    return isCode(error, 'EEXIST') && (await isLock(path)) ? 'held' : 'impossible'
  }
}

const lives = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return isCode(error, 'EPERM')
  }
}

/** Whether the holder of the lock is gone; a file that vanishes while we look is not abandoned but released. */
const isAbandoned = async (path: string): Promise<boolean> => {
  try {
    const age = Date.now() - (await stat(path)).mtimeMs
    const text = await readFile(path, 'utf8')
    // Between creation and writing a moment passes.
    if (text === '') return age > 1000
    const { host, pid } = JSON.parse(text) as { host?: string; pid?: number }
    return host === hostname() && pid !== undefined ? !lives(pid) : age > ABANDONED_AFTER_MS
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false
    return error instanceof SyntaxError
  }
}

/** Runs `act` while nobody else holds the root's lock. Throws `folder-busy` after half a minute of waiting. */
export const withLock = async <T>(root: string | undefined, act: () => Promise<T>): Promise<T> => {
  if (root === undefined) return act()
  const path = join(root, '.agentgw', 'lock')
  const deadline = Date.now() + WAIT_MS
  for (;;) {
    const lock = await take(path)
    if (lock === 'impossible') return act()
    if (lock === 'taken') break
    if (await isAbandoned(path)) await rm(path, { force: true })
    else if (Date.now() > deadline)
      throw new UserError('folder-busy', `another revoke or restore works on ${root}: it holds ${path}`, {
        hint: 'wait for it, or remove that file if none runs',
      })
    else await sleep(PAUSE_MS)
  }
  try {
    return await act()
  } finally {
    await rm(path, { force: true })
  }
}
