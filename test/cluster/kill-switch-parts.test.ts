/**
 * What a revocation denies and locks, with the built binary on a real API server that has upstream's kinds: parts of
 * backends, models, whole Gateways, selections; and what nobody can do about it.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'
import { runCli } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const API = 'agentgateway.dev/v1alpha1'
const OTHER = 'elsewhere'

const agbe = (name: string, spec: object, namespace = NAMESPACE): Resource => ({
  apiVersion: API,
  kind: 'AgentgatewayBackend',
  metadata: { name, namespace },
  spec,
})
const shared = agbe('shared', {
  mcp: {
    targets: ['files', 'web'].map((name) => ({
      name,
      static: { host: `${name}.example.com`, port: 80, protocol: 'StreamableHTTP' },
    })),
  },
})
const gpt = agbe('gpt', { ai: { provider: { openai: { model: 'gpt-5' } } } })
const way = (name: string, ...to: string[]): Resource => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    parentRefs: [{ name: 'agentgateway' }],
    rules: to.map((one) => ({
      backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: one }],
    })),
  },
})

let plane: ControlPlane
let root: string

const upstream = upstreamCrds()

beforeAll(async () => {
  if (upstream === undefined) return
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), upstream] })
  for (const namespace of [NAMESPACE, OTHER]) await plane.kubectl(['create', 'namespace', namespace])
  const { code, stderr } = await runCli(['install'], { env: { KUBECONFIG: plane.kubeconfig } })
  expect(code, stderr).toBe(0)
}, 240_000)
afterAll(() => (upstream === undefined ? undefined : plane.stop()))

beforeEach(async (context) => {
  if (upstream === undefined) context.skip(NEEDS_UPSTREAM_CRDS)
  root = mkdtempSync(join(tmpdir(), 'agentgw-parts-'))
  await plane.kubectl(['delete', 'configmap,secret', '-n', 'agentgw-system', '-l', 'agentgw.dev/locks'])
  await plane.kubectl(['delete', 'configmap,secret', '-n', 'agentgw-system', '--all'])
  await plane.kubectl(['delete', 'agpol,agbe,mcpbackend,airoute,httproute', '--all', '-A'])
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const apply = async (...objects: Resource[]): Promise<void> => {
  const { code, stderr } = await plane.kubectl(['apply', '--server-side', '-f', '-'], {
    input: stringify(objects),
  })
  expect(code, stderr).toBe(0)
}
const agentgw = (...args: string[]) => runCli(args, { cwd: root, env: { KUBECONFIG: plane.kubeconfig } })

interface Report {
  targets: {
    resource: Resource['metadata'] & { kind: string }
    part?: object
    locked: boolean
    denials: { name: string }[]
  }[]
  problems: { code: string; message: string }[]
}
const run = async (code: number, ...args: string[]): Promise<Report> => {
  const result = await agentgw(...args, '-o', 'json')
  expect(result.code, result.stderr + result.stdout).toBe(code)
  return JSON.parse(result.stdout) as Report
}
const names = async (kinds = 'agpol,agbe,mcpbackend,airoute,httproute'): Promise<string[]> => {
  const { stdout } = await plane.kubectl([
    'get',
    kinds,
    '-A',
    '-o',
    'jsonpath={range .items[*]}{.kind}/{.metadata.namespace}/{.metadata.name} {end}',
  ])
  return stdout
    .split(' ')
    .filter(Boolean)
    .map((name) => name.replace(`/${NAMESPACE}/`, '/').replace(/-[0-9a-f]{8}$/, ''))
    .sort()
}

describe('a whole MCP server', () => {
  it('is denied, locked against everybody, and comes back as if nothing had been', async () => {
    const objects = [backend('fs'), route('fs', ['fs'])]
    await apply(...objects, { ...backend('fs'), metadata: { name: 'fs', namespace: OTHER } })
    const { targets } = await run(0, 'revoke', 'fs', '--reason', 'test')
    expect(targets.map(({ locked }) => locked)).toEqual([true, true])
    expect(await names()).toEqual(['AgentgatewayPolicy/revoked-mcpbackend-fs', `MCPBackend/${OTHER}/fs`])

    const planted = await plane.kubectl(['apply', '--server-side', '-f', '-'], { input: stringify(objects) })
    expect(planted.code).not.toBe(0)
    expect(planted.stderr).toMatch(
      /MCPBackend agentgateway-system\/fs is revoked: test; by .*kubectl agentgw restore/,
    )
    for (const change of [
      ['delete', 'agpol', '--all', '-n', NAMESPACE],
      ['label', 'agpol', '--all', '-n', NAMESPACE, 'agentgw.dev/revocation-'],
    ])
      expect((await plane.kubectl(change)).stderr).toContain('is part of a revocation')

    await run(0, 'restore', 'fs')
    expect(await names()).toEqual(['AIRoute/fs', 'MCPBackend/elsewhere/fs', 'MCPBackend/fs'])
    expect((await plane.kubectl(['delete', 'mcpbackend', 'fs', '-n', NAMESPACE])).code).toBe(0)
    await apply(...objects)
  })

  it('that is gone and not locked is locked by the next run', async () => {
    await apply(backend('fs'))
    const { targets } = await run(0, 'revoke', 'fs', '--no-lock')
    expect(targets.map(({ locked }) => locked)).toEqual([false])
    expect((await run(0, 'revoke', 'fs')).targets.map(({ locked }) => locked)).toEqual([true])
    expect((await plane.kubectl(['apply', '-f', '-'], { input: stringify([backend('fs')]) })).code).toBe(1)
  })

  it('that can not be created again stays revoked and locked', async () => {
    await apply(backend('fs'))
    await run(0, 'revoke', 'fs')
    const user = plane.user('nobody')
    await plane.kubectl(['create', 'clusterrole', 'sees', '--verb=get,list,patch', '--resource=*.*'])
    await plane.kubectl(['create', 'clusterrolebinding', 'sees', '--clusterrole=sees', '--user=nobody'])
    const result = await runCli(['restore', 'fs'], { cwd: root, env: { KUBECONFIG: user } })
    expect(result.code).toBe(3)
    expect(
      (await plane.kubectl(['apply', '-f', '-'], { input: stringify([backend('fs')]) })).stderr,
    ).toContain('is revoked')
    await run(0, 'restore', 'fs')
  })
})

describe('a server that stands in the folder alone', () => {
  it('is locked, and the lock is seen to hold', async () => {
    mkdirSync(join(root, 'manifests'))
    writeFileSync(join(root, 'agentgw.yaml'), '')
    writeFileSync(join(root, 'manifests/fs.yaml'), stringify([backend('fs'), route('fs', ['fs'])]))
    const { targets, problems } = await run(0, 'revoke', 'fs')
    expect(targets.map(({ locked }) => locked)).toEqual([true, true])
    expect(problems).toEqual([])
    for (const object of [backend('fs'), route('fs', ['fs'])])
      expect((await plane.kubectl(['create', '-f', '-'], { input: stringify([object]) })).stderr).toContain(
        'is revoked',
      )
    await run(0, 'restore', 'fs')
    await apply(backend('fs'))
  })
})

describe('a part', () => {
  it('of a backend is a denial and nothing else', async () => {
    await apply(shared, way('shared', 'shared'))
    const { targets } = await run(0, 'revoke', 'agbe/shared#files')
    expect(targets).toMatchObject([
      { part: { target: 'files' }, cluster: 'denied', locked: true, denials: [{}] },
    ])
    await run(0, 'revoke', 'agbe/shared', '--tool', 'write_*', '--tool', 'move')
    const stem = 'AgentgatewayPolicy/revoked-agentgatewaybackend-shared'
    expect(await names()).toEqual([stem, stem, stem, 'AgentgatewayBackend/shared', 'HTTPRoute/shared'].sort())
    // Again is the same.
    await run(0, 'revoke', 'agbe/shared#files')
    const { stdout } = await agentgw('revocations', '-o', 'json')
    expect(JSON.parse(stdout)).toMatchObject({
      revocations: [
        { state: 'revoked', targets: [{ part: { target: 'files' }, cluster: 'removed' }] },
        { state: 'revoked', targets: [{ part: { tool: 'write_*' } }, { part: { tool: 'move' } }] },
      ],
    })
    await run(0, 'restore', 'agbe/shared', '--tool', 'move')
    expect(await names('agpol')).toEqual([stem, stem])
    await run(0, 'restore', 'agbe/shared')
    expect(await names()).toEqual(['AgentgatewayBackend/shared', 'HTTPRoute/shared'])
  })

  it('that is not there, or of what has none, is not found', async () => {
    await apply(shared, gpt)
    for (const target of ['agbe/shared#nosuch', 'agbe/gpt#files'])
      expect((await run(3, 'revoke', target)).problems).toMatchObject([{ code: 'target-not-found' }])
    expect(await names('agpol')).toEqual([])
  })

  it('whose denial can not be taken away, or be seen, stays locked', async () => {
    await apply(shared)
    await run(0, 'revoke', 'agbe/shared#files')
    const tries = async (user: string, verbs: string, resources: string): Promise<Report> => {
      await plane.kubectl(['create', 'clusterrole', user, `--verb=${verbs}`, `--resource=${resources}`])
      await plane.kubectl(['create', 'clusterrolebinding', user, `--clusterrole=${user}`, `--user=${user}`])
      const result = await runCli(['restore', 'agbe/shared#files', '-o', 'json'], {
        cwd: root,
        env: { KUBECONFIG: plane.user(user) },
      })
      expect(result.code, result.stdout + result.stderr).toBe(3)
      expect((await plane.kubectl(['delete', 'agpol', '--all', '-n', NAMESPACE])).stderr).toContain(
        'is part of a revocation',
      )
      return JSON.parse(result.stdout) as Report
    }
    expect((await tries('keeps', 'get,list,patch', '*.*')).targets).toMatchObject([
      { cluster: 'still revoked' },
    ])
    const others = 'secrets,configmaps,agentgatewaybackends.agentgateway.dev,mcpbackends.agentgateway.dev'
    const routes = 'airoutes.agentgateway.dev,httproutes.gateway.networking.k8s.io'
    const blind = await tries('blind', 'get,list,patch', `${others},${routes}`)
    expect(blind.targets).toMatchObject([{ cluster: 'not seen' }])
    expect(blind.problems).toMatchObject([{ code: 'not-seen' }])
    await run(0, 'restore', 'agbe/shared#files')
    expect(await names('agpol')).toEqual([])
  })
})

describe('models and routes', () => {
  it('a model is denied on its routes, and a route that leads elsewhere too stays', async () => {
    await apply(gpt, shared, way('gpt', 'gpt'), way('both', 'gpt', 'shared'))
    const { targets } = await run(0, 'revoke', 'agbe/gpt')
    expect(targets.map(({ resource }) => `${resource.kind}/${resource.name}`).sort()).toEqual([
      'AgentgatewayBackend/gpt',
      'HTTPRoute/gpt',
    ])
    const { stdout } = await plane.kubectl(['get', 'agpol', '-n', NAMESPACE, '-o', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({
      items: [
        {
          spec: {
            targetRefs: [{ kind: 'HTTPRoute', name: 'gpt' }],
            traffic: { authorization: { action: 'Deny' } },
          },
        },
      ],
    })
    expect(await names('agbe,httproute')).toEqual(['AgentgatewayBackend/shared', 'HTTPRoute/both'])
    await run(0, 'restore', 'gpt')
    expect(await names()).toEqual(
      ['AgentgatewayBackend/gpt', 'AgentgatewayBackend/shared', 'HTTPRoute/both', 'HTTPRoute/gpt'].sort(),
    )
  })
})

describe('a selection', () => {
  it('again is done, and a slip in one flag is told', async () => {
    await apply({ ...backend('fs'), metadata: { name: 'fs', namespace: NAMESPACE, labels: { team: 'a' } } })
    const slip = await run(3, 'revoke', '--reaches', 'npx', '--reaches', 'slip')
    expect(slip.problems).toMatchObject([{ code: 'target-not-found' }])
    expect(await names('mcpbackend')).toEqual([])
    await run(0, 'revoke', '--reaches', 'npx')
    await run(0, 'revoke', '-l', 'team=a')
    await run(3, 'revoke', '-l', 'team=b')
  })
})

describe('a record that others wrote to', () => {
  it('reaches the terminal as text, and what can not be read holds up nothing', async () => {
    await apply(backend('fs'), backend('git'))
    await run(0, 'revoke', 'git')
    const { stdout: secret } = await plane.kubectl(['get', 'secret', '-n', 'agentgw-system', '-o', 'name'])
    const entry = {
      ref: { ...backend('fs'), name: 'fs' },
      because: 'named',
      stored: {},
      part: { tool: '\u001b[2J\nnote: x' },
    }
    const record = {
      id: 'forged',
      number: 1,
      reason: '',
      who: 'x',
      when: '2026-01-01T00:00:00Z',
      entries: [entry],
    }
    await apply({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: {
        name: 'forged',
        namespace: 'agentgw-system',
        labels: { 'agentgw.dev/revocation': 'forged' },
      },
      type: 'agentgw.dev/revocation',
      data: { record: Buffer.from(JSON.stringify(record)).toString('base64') },
    })
    const { stdout } = await agentgw('revocations')
    expect(stdout).toContain('mcpbackend/fs#:')
    expect(stdout).not.toMatch(/\u001b|^note/m)
    await plane.kubectl(['annotate', secret.trim(), '-n', 'agentgw-system', 'agentgw.dev/restored={x'])
    const { problems, targets } = await run(3, 'revoke', 'fs')
    expect(problems).toMatchObject([{ code: 'stash-damaged' }])
    expect(targets).toMatchObject([{ cluster: 'removed', locked: true }])
  })
})

describe('a restoration that is only tried', () => {
  it('by the API server is not refused by the lock that it would take off', async () => {
    await apply(backend('fs'), route('fs', ['fs']))
    await run(0, 'revoke', 'fs')
    const { code, stderr } = await agentgw('restore', 'fs', '--dry-run=server')
    expect(code, stderr).toBe(0)
    expect(await names()).toEqual(['AgentgatewayPolicy/revoked-mcpbackend-fs'])
    await run(0, 'restore', 'fs')
  })
})

describe('selections', () => {
  it('by what is reached, by label, and everything with one denial for the Gateway', async () => {
    const labelled = { ...backend('git'), metadata: { name: 'git', namespace: OTHER, labels: { team: 'a' } } }
    await apply(backend('fs'), labelled, shared, gpt, way('gpt', 'gpt'), way('shared', 'shared'))
    await run(0, 'revoke', '--reaches', 'web.example.com')
    expect(await names('agpol')).toEqual(['AgentgatewayPolicy/revoked-agentgatewaybackend-shared'])
    await run(0, 'revoke', '-l', 'team=a', '-A')
    expect(await names('mcpbackend')).toEqual(['MCPBackend/fs'])
    await run(0, 'restore', '--all', '-A')
    const { targets } = await run(0, 'revoke', '--all', '-A', '--reason', 'everything')
    expect(targets).toHaveLength(6)
    expect(await names('agbe,mcpbackend,httproute')).toEqual([])
    expect(await names('agpol')).toContain('AgentgatewayPolicy/revoked-gateway-agentgateway')
    await run(0, 'restore', '--all', '-A')
    expect(await names('agpol')).toEqual([])
    expect(await names()).toHaveLength(6)
  })
})
