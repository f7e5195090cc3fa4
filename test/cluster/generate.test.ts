/** What `init` and `add-mcp` make, before a real API server: it is valid, and --apply applies it and only it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { CATALOG } from '../../src/generate/catalog/index.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { tree } from '../cli/tree.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'

let plane: ControlPlane
beforeAll(async () => {
  const crds = join(ROOT, 'schemas/crds')
  plane = await startControlPlane({
    crds: [
      await gatewayApiCrds(),
      join(crds, 'agentgateway.dev_mcpbackends.yaml'),
      join(crds, 'agentgateway.dev_airoutes.yaml'),
    ],
  })
  for (const namespace of ['agentgateway-system', 'infra', 'team-a'])
    expect(await plane.kubectl(['create', 'namespace', namespace])).toMatchObject({ code: 0 })
})
afterAll(() => plane.stop())

/** A root of its own for each test, with an agentgw.yaml and nothing else. */
let base = ''
beforeEach(() => {
  base = mkdtempSync(join(plane.directory, 'folder-'))
  writeFileSync(join(base, 'agentgw.yaml'), 'name: test\n')
  return () => {
    rmSync(base, { recursive: true, force: true })
  }
})

const run = (args: readonly string[], kubeconfig = plane.kubeconfig): Promise<ExecResult> =>
  runCli(args, { cwd: base, env: { KUBECONFIG: kubeconfig } })
const add = (...args: string[]): Promise<ExecResult> => run(['add-mcp', ...args])
/** `kind/name` of every object of the kinds that are made here, in a namespace. */
const standing = async (namespace: string): Promise<string[]> => {
  const { stdout } = await plane.kubectl(['get', 'mcpbackend,airoute,gateway', '-n', namespace, '-o', 'name'])
  return stdout.split('\n').filter((line) => line !== '')
}
const objects = (name: string): string[] => [
  `mcpbackend.agentgateway.dev/${name}`,
  `airoute.agentgateway.dev/${name}`,
]

describe('the API server accepts', () => {
  const check = async (manifests: string, count: number): Promise<void> => {
    const args = ['create', '--dry-run=server', '--validate=strict', '-o', 'name', '-f', '-']
    const { code, stdout, stderr } = await plane.kubectl(args, { input: manifests })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout.trim().split('\n')).toHaveLength(count)
  }
  const ARGS: Record<string, string[]> = { filesystem: ['/data'] }

  it.each(CATALOG.map(({ name }) => name))('%s of the catalog', async (name) => {
    const { stdout } = await add(name, ...(ARGS[name] ?? []), '--dry-run', '-o', 'yaml')
    await check(stdout, 2)
  })

  it.each([
    ['a command with all there is', ['x', '-n', 'team-a', '--env', 'A=b', '--secret-env', 'T=s/k']],
    ['tool rules', ['x', '--allow-tool', 'a*', '--allow-tool', 'b/c.d:e@f+g', '--deny-tool', 'a_b-c']],
  ])('%s', async (_, args) => {
    const { stdout } = await add(...args, '--dry-run', '-o', 'json', '--', 'npx', 'server', '', 'two words')
    await check(stdout, 2)
  })

  it.each([
    'https://a.example/mcp?x=y',
    'http://[fd00::1]:8080',
    'http://10.0.0.1/sse',
    'http://svc.ns.svc:80/',
  ])('%s', async (url) => {
    const { stdout } = await add('x', '--url', url, '--dry-run', '-o', 'yaml')
    await check(stdout, 2)
  })

  it.each([[[]], [['--gateway', 'infra/public', '-n', 'team-a']]])('the Gateway of init %j', async (args) => {
    expect(await run(['init', 'made', ...args])).toMatchObject({ code: 0 })
    const { 'gateway.yaml': gateway = '' } = tree(join(base, 'made/manifests'))
    await check(gateway, 1)
  })
})

describe('--apply', () => {
  it('applies what it made and only that, and twice changes nothing', async () => {
    mkdirSync(join(base, 'manifests'))
    writeFileSync(
      join(base, 'manifests/other.yaml'),
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: other, namespace: agentgateway-system}\n',
    )
    const first = await add('filesystem', '/data', '--apply')
    expect(first).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('mcpbackend/filesystem created') as string,
    })
    expect(Object.keys(tree(base))).toEqual([
      'agentgw.yaml',
      'manifests/filesystem.yaml',
      'manifests/other.yaml',
    ])
    expect(await standing('agentgateway-system')).toEqual(objects('filesystem'))
    const other = await plane.kubectl(['get', 'configmap', 'other', '-n', 'agentgateway-system'])
    expect(other.code).not.toBe(0)

    const before = tree(base)
    const second = await add('filesystem', '/data', '--apply')
    expect(second).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('mcpbackend/filesystem unchanged') as string,
    })
    expect(tree(base)).toEqual(before)
  })

  it('brings to the cluster what only the folder has', async () => {
    await add('memory', '-n', 'team-a')
    const { code, stderr } = await add('memory', '-n', 'team-a', '--apply')
    expect(code).toBe(0)
    expect(stderr).toContain('unchanged: mcpbackend/memory stands in manifests/memory.yaml as asked')
    expect(stderr).toContain('mcpbackend/memory created')
    expect(await standing('team-a')).toEqual(objects('memory'))
  })

  it.each<[string, string[], string, string]>([
    ['a namespace that is not there', ['time', '-n', 'nowhere'], 'namespace-missing', ''],
    ['a user without the right', ['time'], 'forbidden', 'nobody'],
  ])('%s: nothing is written, here or there', async (_, args, code, user) => {
    const kubeconfig = user === '' ? plane.kubeconfig : plane.user(user)
    const before = tree(base)
    const result = await run(['add-mcp', ...args, '--apply'], kubeconfig)
    expect({ code: result.code, stderr: result.stderr }).toEqual({
      code: 3,
      stderr: expect.stringContaining(`[${code}]`) as string,
    })
    expect(tree(base)).toEqual(before)
    expect(await standing('agentgateway-system')).not.toContain('mcpbackend.agentgateway.dev/time')
  })

  it('a name that the cluster has with another content: the difference, and nothing is written', async () => {
    const made = await add('everything', '--apply', '-n', 'infra')
    expect(made.code).toBe(0)
    rmSync(join(base, 'manifests'), { recursive: true })
    const before = tree(base)
    const { code, stderr } = await add('everything', '-n', 'infra', '--deny-tool', 'get-env', '--apply')
    expect(code).toBe(3)
    expect(stderr).toContain('[name-taken]')
    expect(stderr).toContain('+ spec.mcp.policies.tools.deny[0]: "get-env"')
    expect(tree(base)).toEqual(before)
    const { stdout } = await plane.kubectl(['get', 'mcpbackend', 'everything', '-n', 'infra', '-o', 'json'])
    expect(stdout).not.toContain('get-env')
  })
})

describe('--dry-run=server', () => {
  it('gives the verdict, and stores nothing', async () => {
    const before = tree(base)
    const { code, stdout, stderr } = await add('fetch', '--dry-run=server', '-o', 'yaml')
    expect(code).toBe(0)
    expect(stdout).toContain('kind: MCPBackend')
    expect(stderr).toContain('mcpbackend/fetch created (server dry run)')
    expect(stderr).toContain('would create manifests/fetch.yaml')
    expect(tree(base)).toEqual(before)
    expect(await standing('agentgateway-system')).not.toContain('mcpbackend.agentgateway.dev/fetch')
  })

  it('needs no folder', async () => {
    rmSync(join(base, 'agentgw.yaml'))
    expect(await add('fetch', '--dry-run=server')).toMatchObject({ code: 0 })
    expect(await add('fetch', '--dry-run=server', '-n', 'nowhere')).toMatchObject({ code: 3 })
  })
})
