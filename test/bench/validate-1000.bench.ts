/** 1,000 files beside everything that validates them today, the API server among it. */
import { cleanEnv } from '../cli/environment.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { startFor, towards } from './cluster.ts'
import { breakdown, type Folder, kubeconform, makeFolder, OWN_CRDS, validate } from './folder.ts'
import type { Benchmark, Candidate } from './frame.ts'
import { peer } from './peers.ts'

const kubectlValidate = async ({ crds, directory, notes }: Folder): Promise<Candidate[]> => {
  const program = await peer('kubectl-validate')
  if ('missing' in program) {
    notes.push(program.missing)
    return []
  }
  return [
    {
      name: 'kubectl-validate',
      command: program.path,
      args: ['manifests', ...[OWN_CRDS, ...crds].flatMap((path) => ['--local-crds', path])],
      cwd: directory,
      env: cleanEnv(),
      once: true,
    },
  ]
}

const dryRun = (server: ControlPlane, folder: Folder): Candidate => ({
  ...towards(server, folder),
  name: 'kubectl apply --dry-run=server',
  command: server.kubectlPath,
  args: ['apply', '--server-side', '--dry-run=server', '--recursive', '--filename=manifests'],
})

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(1_000)
  const fast = await kubeconform(folder)
  const slow = await kubectlValidate(folder)
  const server = await startFor(folder)
  const peers = [...fast, ...slow, ...(server === undefined ? [] : [dryRun(server, folder)])]
  return {
    title: 'validate, 1,000 files',
    rounds: 5,
    candidates: [...peers, ...validate(folder)],
    peers: peers.map(({ name }) => name),
    targets: [],
    notes: folder.notes,
    breakdown: () => breakdown(folder),
    close: async () => {
      await server?.stop()
      folder.remove()
    },
  }
}
