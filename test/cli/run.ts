/**
 * Runs the built bin/kubectl-agentgw as a user would, in an environment of its own: nothing of the person
 * who runs the tests is read, and no cluster is known unless the test names one it started.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { expect } from 'vitest'
import { exec, type ExecOptions, type ExecResult } from '../setup/exec.ts'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'bin/kubectl-agentgw')

// One home for all runs of a test file, so that they share the cache of compiled code.
let home: string | undefined
const ownHome = (): string => {
  if (home === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'agentgw-home-'))
    process.once('exit', () => {
      rmSync(made, { recursive: true, force: true })
    })
    home = made
  }
  return home
}

/** The environment of a run: a home of its own, the Node of this process first on PATH, no kubeconfig. */
export const cleanEnv = (): NodeJS.ProcessEnv => ({
  HOME: ownHome(),
  PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
  TMPDIR: tmpdir(),
  LANG: 'C.UTF-8',
  TZ: 'UTC',
  // An empty file rather than an absent variable, which would mean ~/.kube/config.
  KUBECONFIG: join(ownHome(), 'no-kubeconfig'),
})

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
