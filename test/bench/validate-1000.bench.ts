/** 1,000 files beside everything that validates them today, the API server among it. */
import { join } from 'node:path'
import { startControlPlane, type ControlPlane } from '../controlplane/start.ts'
import { cleanEnv, ROOT } from '../cli/environment.ts'
import { type Folder, breakdown, kubeconform, makeFolder, validate } from './folder.ts'
import type { Benchmark, Candidate } from './frame.ts'
import { peer } from './peers.ts'

const OWN_CRDS = join(ROOT, 'schemas/crds')

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

const dryRun = async (folder: Folder): Promise<{ candidates: Candidate[]; server?: ControlPlane }> => {
  try {
    const server = await startControlPlane({ crds: [OWN_CRDS, ...folder.crds] })
    const namespaces = folder.namespaces.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name },
    }))
    const { code, stderr } = await server.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: namespaces }),
    })
    if (code !== 0) throw new Error(stderr)
    const apply: Candidate = {
      name: 'kubectl apply --dry-run=server',
      command: server.kubectlPath,
      args: ['apply', '--server-side', '--dry-run=server', '--recursive', '--filename=manifests'],
      cwd: folder.directory,
      env: { ...cleanEnv(), KUBECONFIG: server.kubeconfig },
    }
    return { candidates: [apply], server }
  } catch (error) {
    folder.notes.push(
      `without an API server: ${(error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''}`,
    )
    return { candidates: [] }
  }
}

export default async (): Promise<Benchmark> => {
  const folder = await makeFolder(1_000)
  const fast = await kubeconform(folder)
  const slow = await kubectlValidate(folder)
  const { candidates, server } = await dryRun(folder)
  const peers = [...fast, ...slow, ...candidates]
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
