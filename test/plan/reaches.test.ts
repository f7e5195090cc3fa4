import { describe, expect, it } from 'vitest'
import { reaches } from '../../src/plan/reaches.ts'
import type { Resource } from '../../src/model/resource.ts'

const of = (kind: string, spec: object): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind,
  metadata: { name: 'x' },
  spec,
})
const stdio = (cmd: string, ...args: string[]) => of('MCPBackend', { mcp: { stdio: { cmd, args } } })
const agbe = (spec: object) => of('AgentgatewayBackend', spec)

describe('reaches', () => {
  it.each([
    [stdio('npx', '-y', '@scope/server@1.2.3'), '@scope/server'],
    [stdio('npx', '-y', '@scope/server@1.2.3'), '@scope/server@1.2.3'],
    [stdio('uvx', 'mcp-server-time==2.0'), 'mcp-server-time'],
    [stdio('/usr/bin/node', 'x.js'), 'node'],
    [stdio('npx', 'mcp-remote', 'https://API.example.com/mcp'), 'api.example.com'],
    [stdio('serve', '--upstream=https://api.example.com/mcp'), 'api.example.com'],
    [stdio('sh', '-c', 'exec npx -y @scope/server@1.2.3 "https://b.example.com"'), '@scope/server'],
    [stdio('sh', '-c', 'exec npx -y @scope/server "https://b.example.com"'), 'b.example.com'],
    [of('MCPBackend', { mcp: { static: { host: 'a.example.com', port: 1 } } }), '*.example.com'],
    [
      of('MCPBackend', { mcp: { static: { backendRef: { name: 'svc' }, port: 1 } } }),
      'svc.ns.svc.cluster.local',
    ],
    [agbe({ ai: { provider: { openai: {} } } }), 'api.openai.com'],
    [agbe({ ai: { provider: { anthropic: {} } } }), 'anthropic'],
    [agbe({ ai: { provider: { openai: {}, host: 'llm.internal', port: 1 } } }), 'llm.internal'],
    [
      agbe({ ai: { groups: [{ providers: [{ name: 'a', bedrock: { region: 'eu-west-1' } }] }] } }),
      'bedrock-runtime.eu-west-1.amazonaws.com',
    ],
    [agbe({ static: { host: 'h', port: 1 } }), 'h'],
  ])('%#: %s by %s', (backend, where) => {
    expect(reaches(backend, 'ns', where)).toBe('whole')
  })

  it('not by a part of a name, another version, or the default host of a provider that has its own', () => {
    expect(reaches(stdio('npx', '@scope/server@1.2.3'), 'ns', '@scope/server@1.2')).toBeUndefined()
    expect(reaches(stdio('npx', '@scope/server'), 'ns', 'server')).toBeUndefined()
    const own = agbe({ ai: { provider: { openai: {}, host: 'llm.internal', port: 1 } } })
    expect(reaches(own, 'ns', 'api.openai.com')).toBeUndefined()
  })

  it('by one of several MCP targets', () => {
    const targets = ['a', 'b', 'b2'].map((name) => ({
      name,
      static: { host: `${name[0]}.example.com`, port: 1 },
    }))
    expect(reaches(agbe({ mcp: { targets } }), 'ns', 'b.example.com')).toEqual([
      { target: 'b' },
      { target: 'b2' },
    ])
    expect(reaches(agbe({ mcp: { targets: targets.slice(0, 1) } }), 'ns', 'a.example.com')).toBe('whole')
  })

  it('of what is not valid nothing', () => {
    expect(reaches(agbe({ mcp: { targets: 'x' }, ai: [] }), 'ns', 'x')).toBeUndefined()
  })
})
