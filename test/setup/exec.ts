/** Runs one program to its end: no shell, its input given, its output kept. */
import { spawn } from 'node:child_process'

export interface ExecOptions {
  readonly cwd?: string
  /** The whole environment, not an addition to this process's. */
  readonly env?: NodeJS.ProcessEnv
  /** Standard input; without it the program reads an empty one. */
  readonly input?: string
}

export interface ExecResult {
  /** The exit code; 128 + n where signal n ended the program, as shells have it. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const SIGNALS: Partial<Record<NodeJS.Signals, number>> = { SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** Rejects only where the program can not be started. */
export const exec = (
  command: string,
  args: readonly string[],
  options: ExecOptions = {},
): Promise<ExecResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: options.cwd, env: options.env ?? process.env })
    let stdout = ''
    let stderr = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
    // A program that does not read its input closes the pipe; that is its right.
    child.stdin.on('error', () => undefined)
    child.stdin.end(options.input ?? '')
    child.once('error', reject)
    child.once('close', (code, signal) => {
      resolve({ code: code ?? 128 + (SIGNALS[signal ?? 'SIGTERM'] ?? 0), stdout, stderr })
    })
  })
