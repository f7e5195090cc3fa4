/**
 * The surroundings in which tests and benchmarks run the built program: nothing of the person who runs them
 * is read, and no cluster is known unless one is named.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
export const BIN = join(ROOT, 'bin/kubectl-agentgw')

// One home for all runs of this process, so that they share the cache of compiled code.
let home: string | undefined
export const ownHome = (): string => {
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
  // Names no file: a run that is not given a cluster knows none.
  KUBECONFIG: join(ownHome(), 'no-kubeconfig'),
})
