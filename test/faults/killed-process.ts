/** The built program as a process that kill-hook.ts watches over. */
import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { BIN, cleanEnv } from '../cli/environment.ts'

const HOOK = join(import.meta.dirname, 'kill-hook.ts')

export interface Watched {
  /** Where it runs, and below which what it does to files counts. */
  readonly root: string
  readonly kubeconfig: string
  readonly args: readonly string[]
  /** Dies at the nth thing that it does to files; 0: at none. */
  readonly nth: number
  readonly when: string
}

const logOf = (root: string): string => join(root, '.log')

export const startWatched = ({ root, kubeconfig, args, nth, when }: Watched): ChildProcess => {
  rmSync(logOf(root), { force: true })
  return spawn(process.execPath, ['--import', HOOK, BIN, ...args], {
    cwd: root,
    stdio: 'ignore',
    env: {
      ...cleanEnv(),
      KUBECONFIG: kubeconfig,
      AGENTGW_KILL: JSON.stringify({ root, log: logOf(root), nth, when }),
    },
  })
}

/** What the last one did to files, a line each; `*` stands for what can be done by half. */
export const effectsIn = (root: string): string[] => readFileSync(logOf(root), 'utf8').trim().split('\n')
