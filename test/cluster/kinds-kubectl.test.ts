/** Both kinds as kubectl users and controllers meet them: columns, names, merging, defaults, status, explain. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import { NAMESPACE } from '../fixtures/kinds/case.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { type KindServer, startKindServer } from '../fixtures/kinds/server.ts'

const DOCUMENTS = join(import.meta.dirname, '../fixtures/kinds/documents.yaml')

let server: KindServer

beforeAll(async () => {
  server = await startKindServer()
  await server.kubectl('create', '-f', DOCUMENTS)
})

afterAll(async () => {
  await server.stop()
})

describe('kubectl get', () => {
  it('kubectl shows them in columns', async () => {
    const table = await server.kubectl('get', 'mcpbackend,airoute', '-n', NAMESPACE)
    const rows = table.split('\n').map((line) => line.split(/\s{2,}/))
    expect(rows[0]).toEqual(['NAME', 'COMMAND', 'HOST', 'SERVICE', 'ACCEPTED', 'AGE'])
    expect(rows[1]?.slice(0, 2)).toEqual(['mcpbackend.agentgateway.dev/filesystem', 'npx'])
    expect(rows[3]).toEqual(['NAME', 'HOSTNAMES', 'GATEWAY', 'BACKEND', 'ACCEPTED', 'AGE'])
    expect(rows[4]?.slice(0, 3)).toEqual(['airoute.agentgateway.dev/openai', 'agentgateway', 'openai'])
    const wide = await server.kubectl('get', 'mcpbackend', '-n', NAMESPACE, '-o', 'wide')
    expect(wide).toContain('["@modelcontextprotocol/server-filesystem","/root/lab-files"]')
  })

  it.each([
    ['mcpbackend', 'filesystem'],
    ['MCPBackend', 'filesystem'],
    ['mcpbackends', 'filesystem'],
    ['mcpbe', 'filesystem'],
    ['mcpbackends.agentgateway.dev', 'filesystem'],
    ['aiRoute', 'openai'],
    ['AIRoute', 'openai'],
    ['airoutes', 'openai'],
    ['air', 'openai'],
  ])('kubectl get %s finds %s', async (word, name) => {
    expect(await server.kubectl('get', word, '-n', NAMESPACE, '-o', 'name')).toMatch(
      new RegExp(`/${name}\n$`),
    )
  })

  it('both are of the category agentgateway', async () => {
    const names = await server.kubectl('get', 'agentgateway', '-n', NAMESPACE, '-o', 'name')
    expect(names.trim().split('\n').sort()).toEqual([
      'airoute.agentgateway.dev/openai',
      'mcpbackend.agentgateway.dev/filesystem',
    ])
  })
})

describe('server-side apply', () => {
  const named = (name: string, spec: unknown) => ({
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'MCPBackend',
    metadata: { name, namespace: NAMESPACE },
    spec,
  })

  it('joins the variables and tools of two managers, and takes back only what one of them added', async () => {
    const platform = (env: unknown[], allow: string[]) =>
      named('shared', { mcp: { stdio: { cmd: 'npx', env }, policies: { tools: { allow } } } })
    const oncall = named('shared', {
      mcp: { stdio: { env: [{ name: 'LOG', value: 'debug' }] }, policies: { tools: { deny: ['write_*'] } } },
    })
    await server.applyAs(
      'platform',
      platform(
        [
          { name: 'A', value: '1' },
          { name: 'B', value: '2' },
        ],
        ['read_*', 'list_*'],
      ),
    )
    await server.applyAs('oncall', oncall)
    await server.applyAs('platform', platform([{ name: 'B', value: '2' }], ['read_*']))
    const { spec } = (await server.get('mcpbackend', 'shared')) as unknown as {
      spec: { mcp: { stdio: { env: { name: string }[] }; policies: unknown } }
    }
    expect(spec.mcp.stdio.env.map(({ name }) => name).sort()).toEqual(['B', 'LOG'])
    expect(spec.mcp.policies).toEqual({ tools: { allow: ['read_*'], deny: ['write_*'] } })
  })

  it('keeps arguments together: their order is one manager’s', async () => {
    const ordered = named('ordered', { mcp: { stdio: { cmd: 'npx', args: ['-y', 'server'] } } })
    const other = named('ordered', { mcp: { stdio: { args: ['other'] } } })
    await server.applyAs('platform', ordered)
    await expect(server.cluster.apply(other as Resource)).rejects.toMatchObject({ code: 'field-conflict' })
  })

  it('fills in the defaults', async () => {
    const remote = {
      mcp: {
        static: { host: 'a', port: 1, tls: { caCertificateRefs: [{ name: 'a' }] } },
        policies: {
          auth: { secretRef: { name: 'a' } },
          authorization: { policy: { matchExpressions: ['true'] } },
        },
      },
    }
    await server.applyAs('platform', named('remote', remote))
    expect((await server.get('mcpbackend', 'remote'))['spec']).toEqual({
      mcp: {
        static: {
          host: 'a',
          port: 1,
          protocol: 'StreamableHTTP',
          tls: { caCertificateRefs: [{ kind: 'ConfigMap', name: 'a' }] },
        },
        policies: {
          auth: { secretRef: { name: 'a', key: 'Authorization' } },
          authorization: { action: 'Allow', policy: { matchExpressions: ['true'] } },
        },
      },
    })
  })
})

describe('status', () => {
  const condition = (type: string) => ({
    type,
    status: 'True',
    reason: 'Accepted',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
    observedGeneration: 1,
  })
  const patch = (kind: string, name: string, status: unknown) =>
    server.kubectl(
      'patch',
      kind,
      name,
      '-n',
      NAMESPACE,
      '--subresource=status',
      '--type=merge',
      '-p',
      JSON.stringify({ status }),
    )

  it('is a subresource: it changes no generation, and kubectl shows it', async () => {
    await patch('mcpbackend', 'filesystem', {
      observedGeneration: 1,
      conditions: [condition('Accepted'), condition('Programmed')],
    })
    await patch('airoute', 'openai', {
      parents: [
        {
          parentRef: { name: 'agentgateway' },
          controllerName: 'agentgateway.dev/agentgateway',
          conditions: [condition('Accepted')],
        },
      ],
    })
    for (const [kind, name] of [
      ['mcpbackend', 'filesystem'],
      ['airoute', 'openai'],
    ] as const) {
      expect(await server.kubectl('get', kind, name, '-n', NAMESPACE)).toMatch(/ True /)
      expect((await server.get(kind, name)).metadata.generation).toBe(1)
    }
    await server.kubectl(
      'wait',
      '--for=condition=Accepted',
      'mcpbackend/filesystem',
      '-n',
      NAMESPACE,
      '--timeout=5s',
    )
  })

  it('is dropped from what a user creates', async () => {
    const document = { ...KIND_CASES[0]?.document, status: { observedGeneration: 1 } } as Resource
    expect((await server.cluster.create(document, { dryRun: true }))['status']).toBeUndefined()
  })
})

describe('kubectl explain', () => {
  it.each([
    ['mcpbackend', 'One MCP server'],
    ['mcpbackend.spec.mcp.stdio', 'A program that speaks MCP'],
    ['mcpbe.spec.deployment.volumes.hostPath.path', 'The path on the node.'],
    ['airoute.spec.rules.backendRefs', 'An MCPBackend, an AgentgatewayBackend or a Service.'],
    ['air.status.parents.conditions.reason', 'Why, in one word for programs.'],
  ])('%s', async (field, text) => {
    expect((await server.kubectl('explain', field)).replace(/\s+/g, ' ')).toContain(text)
  })

  it('has a description of every field that the API server publishes', async () => {
    interface Published {
      readonly description?: string
      readonly properties?: Record<string, Published>
      readonly items?: Published
    }
    const openapi = JSON.parse(
      await server.kubectl('get', '--raw', '/openapi/v3/apis/agentgateway.dev/v1alpha1'),
    ) as {
      components: { schemas: Record<string, Published> }
    }
    const bare: string[] = []
    let seen = 0
    const visit = (schema: Published, path: string): void => {
      for (const [name, property] of Object.entries(schema.properties ?? {})) {
        seen++
        if (!property.description) bare.push(`${path}.${name}`)
        if (name !== 'metadata') visit(property, `${path}.${name}`)
      }
      if (schema.items) visit(schema.items, `${path}[]`)
    }
    for (const kind of ['MCPBackend', 'AIRoute'])
      visit(openapi.components.schemas[`dev.agentgateway.v1alpha1.${kind}`] ?? {}, kind)
    expect(seen).toBeGreaterThan(150)
    expect(bare.filter((path) => !path.endsWith('.metadata'))).toEqual([])
  })
})
