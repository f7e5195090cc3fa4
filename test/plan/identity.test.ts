import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import { type Identity, identitiesOf, isSame } from '../../src/plan/identity.ts'
import { waysOf } from '../../src/plan/ways.ts'

const of = (kind: string, spec: object): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind,
  metadata: { name: 'x' },
  spec,
})
const run = (line: string, deployment?: object) => {
  const [cmd = '', ...args] = line.split(' ')
  return of('MCPBackend', { mcp: { stdio: { cmd, args } }, ...(deployment && { deployment }) })
}
const shell = (line: string) => of('MCPBackend', { mcp: { stdio: { cmd: 'sh', args: ['-c', line] } } })
const at = (spec: object) => of('MCPBackend', { mcp: { static: spec } })
const agbe = (spec: object) => of('AgentgatewayBackend', spec)
const llm = (provider: object) => agbe({ ai: { provider } })

const identities = (backend: Resource): Identity[] =>
  waysOf(backend).flatMap(({ end }) => identitiesOf(end, 'ns'))
const same = (a: Resource, b: Resource): boolean =>
  identities(a).some((one) => identities(b).some((other) => isSame(one, other) && isSame(other, one)))

const FS = '@modelcontextprotocol/server-filesystem'
const docker = 'docker run -i --rm -e TOKEN ghcr.io/acme/server:1.2 --fast'

describe('the same server', () => {
  it.each<[Resource, Resource]>([
    [run(`npx ${FS} /a`), run(`npx -y ${FS}@2026.1.1 /b`)],
    [run(`npx ${FS} /a`), run(`bunx ${FS}`)],
    [run(`npx ${FS} /a`), run(`npm exec --yes ${FS}`)],
    [run(`npx ${FS}`), run(`env A=b npx ${FS}`)],
    [run(`npx ${FS}`), shell(`exec npx -y "${FS}" /data`)],
    [run(`npx ${FS}`), run(`node /usr/lib/node_modules/${FS}/dist/index.js /data`)],
    [run('uvx mcp-server-time==2.0'), run('/usr/bin/uvx --from mcp_server_time[all] mcp-server-time')],
    [run('uvx mcp-server-time'), run('python3 -m mcp_server_time')],
    [run(docker), run('podman run --rm ghcr.io/acme/server@sha256:00')],
    [run('/usr/local/bin/mcp-git --repo /a'), run('mcp-git')],
    [run('node /srv/a.js --x'), run('node /srv/a.js --x')],
    [at({ host: 'a.example.com', port: 443 }), at({ host: 'A.example.com.', port: 443, path: 'mcp/' })],
    [at({ host: 'a.example.com', port: 443, path: '/x' }), run('npx mcp-remote https://a.example.com/x')],
    [
      at({ host: 'a.example.com', port: 80, path: '/x' }),
      agbe({ static: { host: 'a.example.com', port: 80 } }),
    ],
    [at({ host: 'svc.ns.svc.cluster.local', port: 80 }), at({ backendRef: { name: 'svc' }, port: 8080 })],
    [llm({ openai: { model: 'gpt-5' } }), llm({ openai: { model: 'gpt-5' } })],
    [llm({ openai: { model: 'gpt-5' } }), llm({ openai: {} })],
    [
      llm({ openai: { model: 'gpt-5' } }),
      agbe({
        ai: { groups: [{ providers: [{ name: 'a', host: 'api.openai.com', port: 443, openai: {} }] }] },
      }),
    ],
    [
      agbe({ aws: { agentCore: { agentRuntimeArn: 'arn:x' } } }),
      agbe({ aws: { agentCore: { agentRuntimeArn: 'arn:x' } } }),
    ],
  ])('%#: %j and %j', (a, b) => {
    expect(same(a, b)).toBe(true)
  })

  it.each<[Resource, Resource]>([
    [run(`npx ${FS}`), run('npx @modelcontextprotocol/server-everything')],
    [run('node a.js'), run('node b.js')],
    [shell('npx a'), shell('npx b')],
    [run('docker run a/x:1'), run('docker run a/y:1')],
    [run('docker run -v /data:/data a/x'), run('docker run -v /data:/data a/y')],
    [run('npx mcp-remote https://a.example.com/mcp'), run('npx mcp-remote https://b.example.com/mcp')],
    [run('/srv/a/server'), run('/srv/b/server')],
    [run('server', { image: 'a/x:1' }), run('server', { image: 'a/y:1' })],
    [
      at({ host: 'a.example.com', port: 443, path: '/x' }),
      at({ host: 'a.example.com', port: 443, path: '/y' }),
    ],
    [at({ host: 'a.example.com', port: 443 }), at({ host: 'a.example.com', port: 8443 })],
    [at({ host: 'a.example.com', port: 443 }), at({ host: 'a.example.com', port: 443, protocol: 'SSE' })],
    [llm({ openai: { model: 'gpt-5' } }), llm({ openai: { model: 'gpt-4' } })],
    [llm({ openai: { model: 'm' } }), llm({ openai: { model: 'm' }, host: 'llm.internal', port: 80 })],
    [llm({ vertexai: { projectId: 'a', model: 'm' } }), llm({ vertexai: { projectId: 'b', model: 'm' } })],
    [agbe({ dynamicForwardProxy: {} }), agbe({ dynamicForwardProxy: {} })],
  ])('is not: %#: %j and %j', (a, b) => {
    expect(same(a, b)).toBe(false)
  })

  it('is named without arguments and paths, which can hold a secret', () => {
    const backends = [
      run('npx mcp-remote https://a.example.com/s/hunter2?token=hunter2'),
      run('node server.js --token hunter2'),
      run('docker run -e TOKEN=hunter2 a/x --token hunter2'),
      at({ host: 'a.example.com', port: 443, path: '/s/hunter2' }),
    ]
    const names = backends.flatMap(identities).map(({ name }) => name)
    expect(names).toEqual(['a.example.com:443', 'node', 'a/x', 'a.example.com:443'])
  })

  it('of what is not valid is none', () => {
    for (const spec of [
      { mcp: { targets: 'x', stdio: [] }, ai: [] },
      { static: 7 },
      { mcp: { stdio: { cmd: 'sh', args: ['-c'] } } },
    ])
      expect(() => identities(of('MCPBackend', spec))).not.toThrow()
  })
})
