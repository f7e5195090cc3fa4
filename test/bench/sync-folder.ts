/** What sync costs beside kubectl: the first apply, `diff` and `apply` with nothing to do, and a prune of half of it. */
import { hash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { BIN } from '../cli/environment.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { empty, must, requestLines, startFor, towards } from './cluster.ts'
import { writeCorpus } from './corpus.ts'
import { makeFolder } from './folder.ts'
import type { Benchmark, Candidate, Target } from './frame.ts'
import { run } from './run.ts'

const FILES = ['--recursive', '--filename=manifests']
/** In alpha since 1.27, and the only way in which kubectl prunes what was applied server-side. */
const APPLY_SET = { KUBECTL_APPLYSET: 'true' }
const PRUNE = [
  ...['apply', '--server-side', '--force-conflicts', '--prune'],
  '--applyset=foldersets.bench.example.com/bench',
]

/** What kubectl needs to prune in several namespaces: an object without one, of a kind that is marked for it. */
const makeApplySet = async (server: ControlPlane): Promise<void> => {
  const names = { plural: 'foldersets', singular: 'folderset', kind: 'FolderSet' }
  const openAPIV3Schema = { type: 'object' }
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: {
      name: 'foldersets.bench.example.com',
      labels: { 'applyset.kubernetes.io/is-parent-type': 'true' },
    },
    spec: {
      group: 'bench.example.com',
      scope: 'Cluster',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  }
  await must(server, ['create', '-f', '-'], JSON.stringify(crd))
  await must(server, ['wait', '--for=condition=Established', `crd/${crd.metadata.name}`, '--timeout=30s'])
  // As KEP-3659 has it: the id is a digest of name, namespace, kind and group.
  const id = hash('sha256', 'bench..FolderSet.bench.example.com', 'base64url')
  const set = {
    apiVersion: 'bench.example.com/v1',
    kind: names.kind,
    metadata: {
      name: 'bench',
      labels: { 'applyset.kubernetes.io/id': `applyset-${id}-v1` },
      annotations: {
        'applyset.kubernetes.io/tooling': 'kubectl/v1.27',
        'applyset.kubernetes.io/contains-group-kinds': '',
      },
    },
  }
  await must(server, ['create', '-f', '-'], JSON.stringify(set))
}

/** A root with a folder of the first objects of the corpus. */
const writeRoot = (root: string, count: number): void => {
  mkdirSync(root, { recursive: true })
  writeFileSync(join(root, 'agentgw.yaml'), 'name: bench\n')
  writeCorpus(join(root, 'manifests'), count)
}

export interface SyncBenchmark {
  readonly count: number
  readonly rounds: number
  /** Of kubectl's. */
  readonly once: boolean
}

export const syncBenchmark = async ({ count, rounds, once }: SyncBenchmark): Promise<Benchmark> => {
  const folder = await makeFolder(count)
  const half = join(folder.directory, 'half')
  writeRoot(folder.directory, count)
  writeRoot(half, count / 2)
  const server = await startFor(folder)
  const close = async (): Promise<void> => {
    await server?.stop()
    folder.remove()
  }
  const title = `apply, diff and prune, ${count.toLocaleString('en')} objects`
  const nothing = { title, rounds, peers: [], notes: folder.notes, close }
  if (server === undefined) return { ...nothing, candidates: [], targets: [] }

  await makeApplySet(server)
  const here = towards(server, folder)
  const before = (): Promise<void> => empty(server, folder)
  const kubectl = (name: string, args: readonly string[], more: Partial<Candidate> = {}): Candidate => ({
    ...here,
    name,
    command: server.kubectlPath,
    args: [...args, ...FILES],
    once,
    ...more,
  })
  const ours = (name: string, args: readonly string[], more: Partial<Candidate> = {}): Candidate => ({
    ...here,
    name,
    command: process.execPath,
    args: [BIN, ...args],
    ...more,
  })
  /** The same in the half of the folder, after it was done in the whole of it. */
  const halved = (all: Candidate): Candidate => ({
    ...all,
    cwd: half,
    before: async () => {
      await run(all)
    },
  })
  // Fifty times as long as ours: once tells enough.
  const withSet = { env: { ...here.env, ...APPLY_SET }, once: true }
  // In this order: what each applied first into an empty cluster is what it then finds there.
  const candidates = [
    kubectl('kubectl apply, first', ['apply', '--server-side'], { before }),
    kubectl('kubectl diff', ['diff', '--server-side']),
    kubectl('kubectl apply', ['apply', '--server-side']),
    halved(kubectl('kubectl apply --prune, half', PRUNE, withSet)),
    ours('apply, first', ['apply'], { before }),
    ours('diff, nothing to do', ['diff']),
    ours('apply, nothing to do', ['apply']),
    halved(ours('apply --prune, half', ['apply', '--prune', '--yes'])),
  ]
  const targets: Target[] = [
    { candidate: 'apply, first', against: 'kubectl apply, first', max: 0.4 },
    { candidate: 'diff, nothing to do', against: 'kubectl diff', max: 0.1 },
    { candidate: 'apply, nothing to do', against: 'kubectl apply', max: 0.1 },
  ]
  const peers = ['kubectl apply, first', 'kubectl diff', 'kubectl apply', 'kubectl apply --prune, half']
  const counted = candidates.filter((one) => one.once !== true)
  return { ...nothing, candidates, targets, peers, breakdown: () => requestLines(server, counted) }
}
