/** What is secret in a spec is nowhere after a revoke where it was not before, and in nothing that is said. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const IN_CLUSTER = ['cLusTer-env-7f3a', 'cLusTer-key-91bc', 'cLusTer-url-55de']
const IN_FOLDER = ['f0lder-env-2a6e', 'f0lder-url-08cd']

const withSecrets = (name: string, env: string, password: string): Resource => ({
  ...backend(name),
  spec: {
    mcp: {
      stdio: {
        cmd: 'npx',
        args: ['mcp-remote', `https://user:${password}@example.com/mcp`],
        env: [{ name: 'API_TOKEN', value: env }],
      },
    },
  },
})
const clusterObjects: Resource[] = [
  withSecrets('fs', IN_CLUSTER[0]!, IN_CLUSTER[2]!),
  route('fs', ['fs']),
  {
    ...backend('gpt'),
    kind: 'AgentgatewayBackend',
    spec: { ai: { provider: { openai: {} } }, policies: { auth: { key: IN_CLUSTER[1]! } } },
  },
]

const upstream = upstreamCrds()
let plane: ControlPlane
let root: string

beforeAll(async () => {
  if (upstream === undefined) return
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), upstream] })
  await plane.kubectl(['create', 'namespace', NAMESPACE])
  root = mkdtempSync(join(tmpdir(), 'agentgw-secrets-'))
  mkdirSync(join(root, 'manifests'))
  writeFileSync(join(root, 'agentgw.yaml'), 'name: test\n')
  writeFileSync(join(root, 'manifests/fs.yaml'), stringify([withSecrets('fs', IN_FOLDER[0]!, IN_FOLDER[1]!)]))
}, 240_000)
afterAll(async () => {
  if (upstream === undefined) return
  rmSync(root, { recursive: true, force: true })
  await plane.stop()
})

const holding = (texts: Readonly<Record<string, string>>, secrets: readonly string[]): string[] =>
  Object.entries(texts).flatMap(([where, text]) => (secrets.some((one) => text.includes(one)) ? [where] : []))

const filesHolding = (secrets: readonly string[]): string[] =>
  holding(
    Object.fromEntries(
      readdirSync(root, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .map((path) => [relative(root, path), readFileSync(path, 'utf8')]),
    ),
    secrets,
  )

const KINDS = 'agpol,agbe,mcpbackend,airoute,httproute,configmap,event,namespace,secret'

/** The kinds of the objects in the cluster that hold one, Secrets decoded. */
const objectsHolding = async (secrets: readonly string[]): Promise<string[]> => {
  const { stdout } = await plane.kubectl(['get', KINDS, '-A', '-o', 'json', '--show-managed-fields'])
  const { items } = JSON.parse(stdout) as { items: (Resource & { data?: Record<string, string> })[] }
  expect(items.length).toBeGreaterThan(5)
  const texts = items.map((item) => {
    const decoded =
      item.kind === 'Secret'
        ? Object.values(item.data ?? {}).map((value) => Buffer.from(value, 'base64').toString())
        : []
    return [
      `${item.kind} ${item.metadata.namespace ?? ''}/${item.metadata.name}`,
      JSON.stringify([item, decoded]),
    ]
  })
  return holding(Object.fromEntries(texts) as Record<string, string>, secrets)
}

it('secrets stay where they were, and in the record of their own side', async (context) => {
  if (upstream === undefined) return context.skip(NEEDS_UPSTREAM_CRDS)
  const said: Record<string, string> = {}
  const agentgw = async (...args: string[]): Promise<void> => {
    const { code, stdout, stderr } = await runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })
    expect([0, 1], stderr).toContain(code)
    said[args.join(' ')] = stdout + stderr
  }
  await agentgw('install')
  const { code, stderr } = await plane.kubectl(['apply', '--server-side', '-f', '-'], {
    input: stringify(clusterObjects),
  })
  expect(code, stderr).toBe(0)

  for (const output of ['text', 'json']) await agentgw('revoke', 'fs', 'gpt', '--dry-run', '-o', output)
  await agentgw('revoke', 'fs', 'gpt', '--dry-run=server')
  await agentgw('revoke', 'fs', '--reason', 'test', '--yes', '-o', 'json')
  await agentgw('revoke', 'gpt', '--yes')
  for (const output of ['text', 'json', 'yaml']) await agentgw('revocations', '-o', output)

  expect(holding(said, [...IN_CLUSTER, ...IN_FOLDER])).toEqual([])
  expect(filesHolding(IN_CLUSTER)).toEqual([])
  expect(filesHolding(IN_FOLDER)).toEqual([expect.stringMatching(/^\.agentgw\/revoked\/.*\.stash$/)])
  expect(await objectsHolding(IN_FOLDER)).toEqual([])
  const records = await objectsHolding(IN_CLUSTER)
  expect(records).toHaveLength(2)
  for (const one of records) expect(one).toMatch(/^Secret agentgw-system\/revocation-/)

  await agentgw('restore', '--all', '--yes', '-o', 'json')
  await agentgw('revocations', '-o', 'yaml')
  expect(holding(said, [...IN_CLUSTER, ...IN_FOLDER])).toEqual([])
  expect(filesHolding(IN_CLUSTER)).toEqual([])
})
