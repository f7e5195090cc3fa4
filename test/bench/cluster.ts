/** What the benchmarks on an API server share: one that knows all kinds, with the namespaces of a folder. */
import { cleanEnv } from '../cli/environment.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { type Folder, OWN_CRDS } from './folder.ts'
import type { Candidate } from './frame.ts'
import { run } from './run.ts'

/** Undefined, and a note, where none is to be had. */
export const startFor = async (folder: Folder): Promise<ControlPlane | undefined> => {
  try {
    const server = await startControlPlane({ crds: [OWN_CRDS, ...folder.crds] })
    await must(server, ['create', '-f', '-'], JSON.stringify(listOf(folder.namespaces)))
    return server
  } catch (error) {
    const [first = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    folder.notes.push(`without an API server: ${first}`)
    return undefined
  }
}

const listOf = (namespaces: readonly string[]): unknown => ({
  apiVersion: 'v1',
  kind: 'List',
  items: namespaces.map((name) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
})

export const must = async (server: ControlPlane, args: readonly string[], input?: string): Promise<void> => {
  const { code, stderr } = await server.kubectl(args, input === undefined ? {} : { input })
  if (code !== 0) throw new Error(`kubectl ${args.join(' ')}: ${stderr}`)
}

/** How commands of a benchmark find the API server and the folder. */
export const towards = (server: ControlPlane, { directory }: Folder) => ({
  cwd: directory,
  env: { ...cleanEnv(), KUBECONFIG: server.kubeconfig },
})

const KINDS: readonly (readonly [path: string, plurals: readonly string[]])[] = [
  ['/api/v1', ['services', 'secrets']],
  [
    '/apis/agentgateway.dev/v1alpha1',
    ['mcpbackends', 'airoutes', 'agentgatewaybackends', 'agentgatewaypolicies'],
  ],
  ['/apis/gateway.networking.k8s.io/v1', ['gateways', 'httproutes', 'referencegrants']],
]

/** Deletes all objects of the folder's namespaces, a kind at a time. */
export const empty = async (server: ControlPlane, { namespaces }: Folder): Promise<void> => {
  for (const namespace of namespaces)
    for (const [path, plurals] of KINDS)
      for (const plural of plurals) {
        const all = `${path}/namespaces/${namespace}/${plural}`
        // Services have no deletion of all at once.
        await must(
          server,
          plural === 'services'
            ? ['delete', 'services', '--all', '--namespace', namespace, '--wait=false']
            : ['delete', '--raw', all],
        )
      }
}

/** How many requests the API server has answered since it started. */
export const answered = async (server: ControlPlane): Promise<number> => {
  const { stdout } = await server.kubectl(['get', '--raw', '/metrics'])
  const counts = [...stdout.matchAll(/^apiserver_request_total\{[^}]*\} (\S+)$/gm)]
  return counts.reduce((sum, [, count]) => sum + Number(count), 0)
}

/** A line for each of the commands: how many requests one more run of it makes, and what the API server asks itself meanwhile. */
export const requestLines = async (
  server: ControlPlane,
  candidates: readonly Candidate[],
): Promise<string[]> => {
  const lines = ['requests of one run:']
  for (const candidate of candidates) {
    try {
      await candidate.before?.()
      const before = await answered(server)
      await run(candidate)
      const made = (await answered(server)) - before
      lines.push(`${String(made).padStart(6)} ${candidate.name}`)
    } catch (error) {
      lines.push(`     ? ${candidate.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  return lines
}
