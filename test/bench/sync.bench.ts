/** A folder of 1,000 objects and the cluster: the first apply, then `diff` and `apply` with nothing to do. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN } from '../cli/environment.ts'
import { empty, startFor, towards } from './cluster.ts'
import { makeFolder } from './folder.ts'
import type { Benchmark, Candidate, Target } from './frame.ts'

const FILES = ['--recursive', '--filename=manifests']

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(1_000)
  mkdirSync(folder.directory, { recursive: true })
  writeFileSync(join(folder.directory, 'agentgw.yaml'), 'name: bench\n')
  const server = await startFor(folder)
  const close = async (): Promise<void> => {
    await server?.stop()
    folder.remove()
  }
  const nothing = { title: 'apply and diff, 1,000 objects', rounds: 3, peers: [], notes: folder.notes, close }
  if (server === undefined) return { ...nothing, candidates: [], targets: [] }

  const here = towards(server, folder)
  const before = (): Promise<void> => empty(server, folder)
  const kubectl = (name: string, args: readonly string[], more: Partial<Candidate> = {}): Candidate => ({
    ...here,
    name,
    command: server.kubectlPath,
    args: [...args, ...FILES],
    ...more,
  })
  const ours = (name: string, args: readonly string[], more: Partial<Candidate> = {}): Candidate => ({
    ...here,
    name,
    command: process.execPath,
    args: [BIN, ...args],
    ...more,
  })
  // In this order: what each applied first into an empty cluster is what it then finds there.
  const candidates = [
    kubectl('kubectl apply, first', ['apply', '--server-side'], { before }),
    kubectl('kubectl diff', ['diff', '--server-side']),
    kubectl('kubectl apply', ['apply', '--server-side']),
    ours('apply, first', ['apply'], { before }),
    ours('diff, nothing to do', ['diff']),
    ours('apply, nothing to do', ['apply']),
  ]
  const targets: Target[] = [
    { candidate: 'apply, first', against: 'kubectl apply, first', max: 0.4 },
    { candidate: 'diff, nothing to do', against: 'kubectl diff', max: 0.1 },
    { candidate: 'apply, nothing to do', against: 'kubectl apply', max: 0.1 },
  ]
  const peers = ['kubectl apply, first', 'kubectl diff', 'kubectl apply']
  return { ...nothing, candidates, targets, peers }
}
