/**
 * Programs that are started without a shell, each as the leader of a process group of its own: so the whole
 * group ends, also what a launcher like npx started in turn, and Ctrl-C reaches them only through us.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'

export type Child = ChildProcessByStdio<Writable, Readable, Readable>

const alive = new Set<Child>()

/** Windows has no process groups: there the program alone is ended. */
export const signalGroup = (child: Child, signal: NodeJS.Signals): void => {
  try {
    if (process.platform === 'win32' || child.pid === undefined) child.kill(signal)
    else process.kill(-child.pid, signal)
  } catch {
    // Nobody of the group is left.
  }
}

// However this process ends, short of SIGKILL, no group outlives it.
process.once('exit', () => {
  for (const child of alive) signalGroup(child, 'SIGKILL')
})

export interface Program {
  readonly command: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly cwd?: string
}

export const startGroup = ({ command, args, env, cwd }: Program): Child => {
  const child = spawn(command, args, {
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  })
  alive.add(child)
  child.once('error', () => {
    if (child.pid === undefined) alive.delete(child)
  })
  child.once('exit', () => {
    signalGroup(child, 'SIGKILL')
    alive.delete(child)
  })
  return child
}
