/** Runs the built program while the test looks on, so that it can leave or interrupt. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { BIN, cleanEnv } from './environment.ts'

export interface LiveRun {
  readonly child: ChildProcess
  /** What it has printed so far. */
  readonly printed: { stdout: string; stderr: string }
  /** Resolves as soon as `stream` holds `text`; rejects where the run ends without it. */
  until(stream: 'stdout' | 'stderr', text: string): Promise<void>
  /** The exit code; null where a signal ended it. */
  readonly ended: Promise<number | null>
}

export const startCli = (args: readonly string[], cwd: string, env: NodeJS.ProcessEnv = {}): LiveRun => {
  const child = spawn(process.execPath, [BIN, ...args], {
    cwd,
    env: { ...cleanEnv(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const printed = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const)
    child[name].setEncoding('utf8').on('data', (text: string) => (printed[name] += text))
  const ended = once(child, 'close').then(([code]) => code as number | null)
  return {
    child,
    printed,
    ended,
    until: (stream, text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (printed[stream].includes(text)) resolve()
        }
        child[stream].on('data', look)
        look()
        void ended.then(() => {
          reject(new Error(`ended without ${JSON.stringify(text)}: ${JSON.stringify(printed)}`))
        })
      }),
  }
}
