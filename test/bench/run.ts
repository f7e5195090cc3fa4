/** Runs one command to its end, and tells how long it took and how much memory it had at most. */
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Run {
  /** Milliseconds from start to end. */
  readonly time: number
  /** Peak of resident memory in megabytes; undefined where the system does not tell. */
  readonly memory: number | undefined
}

export interface Command {
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment; default: this process's. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Exit codes that mean that it did its work; default: 0. */
  readonly succeeds?: readonly number[]
}

const LOOK_EVERY = 5

/** Linux keeps the peak itself, so that looking now and then misses only what comes after the last look. */
const peakOf = (pid: number): number | undefined => {
  try {
    const found = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    return found === null ? undefined : Number(found[1]) / 1024
  } catch {
    return undefined
  }
}

/** Throws where the command fails, since a failure's time says nothing. */
export const run = ({ command, args, env, cwd, succeeds = [0] }: Command): Promise<Run> =>
  new Promise((resolve, reject) => {
    const began = performance.now()
    const child = spawn(command, args, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let memory: number | undefined
    const look = setInterval(() => {
      if (child.pid !== undefined) memory = peakOf(child.pid) ?? memory
    }, LOOK_EVERY)
    let time = 0
    let stderr = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    child.once('error', (error) => {
      clearInterval(look)
      reject(error)
    })
    child.once('exit', () => {
      time = performance.now() - began
      clearInterval(look)
    })
    child.once('close', (code, signal) => {
      if (code !== null && succeeds.includes(code)) resolve({ time, memory })
      else reject(new Error(`exit ${code ?? signal ?? ''}: ${stderr.trim().split('\n')[0] ?? ''}`))
    })
  })
