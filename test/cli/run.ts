/** Runs the built bin/kubectl-agentgw as a user would, and holds what it prints to golden files. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { exec, type ExecOptions, type ExecResult } from '../setup/exec.ts'
import { BIN, cleanEnv, ownHome } from './environment.ts'

export { BIN, cleanEnv, ROOT } from './environment.ts'

/** `env` is added to the clean environment; `cwd` defaults to the home, never to this repository. */
export const runCli = (args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> =>
  exec(process.execPath, [BIN, ...args], {
    ...options,
    cwd: options.cwd ?? ownHome(),
    env: { ...cleanEnv(), ...options.env },
  })

/**
 * Holds `text` to test/cli/golden/NAME; UPDATE_GOLDEN=1 writes the file instead. What changes from run to
 * run (times, ids, temporary paths) must have been replaced before.
 */
export const golden = (name: string, text: string): void => {
  const file = join(import.meta.dirname, 'golden', name)
  if (process.env['UPDATE_GOLDEN'] === '1') {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    return
  }
  if (!existsSync(file))
    throw new Error(`no golden file ${name}: run with UPDATE_GOLDEN=1 and read what it wrote`)
  expect(text, `differs from golden/${name}; UPDATE_GOLDEN=1 takes the new text`).toBe(
    readFileSync(file, 'utf8'),
  )
}
