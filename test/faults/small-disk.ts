/** A file system of a few pages, to be filled and to be made read-only: a tmpfs of its own, which needs the right to mount. */
import { execFileSync } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export const NEEDS_MOUNT = 'needs the right to mount a tmpfs (root on Linux)'

const PAGE = 4096

export interface SmallDisk {
  readonly root: string
  /** Leaves room for so many pages of 4 KiB. */
  leave(pages: number): void
  /** All room again. */
  empty(): void
  readOnly(is: boolean): void
  remove(): void
}

const mount = (...args: readonly string[]): void => {
  execFileSync('mount', args, { stdio: 'ignore' })
}

/** Undefined where this user may not mount. */
export const smallDisk = (): SmallDisk | undefined => {
  const root = mkdtempSync(join(tmpdir(), 'agentgw-disk-'))
  try {
    mount('-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root)
  } catch {
    rmSync(root, { recursive: true })
    return undefined
  }
  const [filler, spare] = [join(root, '.filler'), join(root, '.spare')]
  const write = (file: string, most: number): void => {
    const descriptor = openSync(file, 'w')
    try {
      for (let page = 0; page < most; page++) writeSync(descriptor, Buffer.alloc(PAGE))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error
    } finally {
      closeSync(descriptor)
    }
  }
  const empty = (): void => {
    rmSync(filler, { force: true })
    rmSync(spare, { force: true })
  }
  return {
    root,
    leave(pages) {
      empty()
      write(spare, pages)
      write(filler, Infinity)
      rmSync(spare)
    },
    empty,
    readOnly(is) {
      mount('-o', `remount,${is ? 'ro' : 'rw'}`, root)
    },
    remove() {
      execFileSync('umount', ['-l', root], { stdio: 'ignore' })
      rmSync(root, { recursive: true, force: true })
    },
  }
}
