import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import { pointersOf } from '../../src/plan/topology.ts'

const resource = (kind: string, spec: unknown): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind,
  metadata: { name: 'a', namespace: 'here' },
  spec,
})
const words = (kind: string, spec: unknown): string[] =>
  pointersOf(resource(kind, spec), '').map(
    ({ as, group, kind: to, namespace, name, labels }) =>
      `${as} ${group}/${to} ${namespace} ${name ?? JSON.stringify(labels)}`,
  )

describe('who points to whom', () => {
  it('a route: its Gateways, then its backends, each once', () => {
    const spec = {
      parentRefs: [{ name: 'gw' }, { name: 'svc', kind: 'Service', group: '', namespace: 'mesh' }],
      rules: [
        { backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'fs' }, { name: 'web' }] },
        { backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'fs' }] },
        { backendRefs: [{ name: 'web', namespace: 'there' }] },
      ],
    }
    expect(words('AIRoute', spec)).toEqual([
      'parent gateway.networking.k8s.io/Gateway here gw',
      'parent /Service mesh svc',
      'backend agentgateway.dev/MCPBackend here fs',
      'backend /Service here web',
      'backend /Service there web',
    ])
  })

  it('a policy: its targets, by name and by labels', () => {
    const target = { group: 'agentgateway.dev', kind: 'AgentgatewayBackend' }
    expect(words('AgentgatewayPolicy', { targetRefs: [{ ...target, name: 'fs' }] })).toEqual([
      'target agentgateway.dev/AgentgatewayBackend here fs',
    ])
    const selectors = [{ ...target, matchLabels: { team: 'a' } }]
    expect(words('AgentgatewayPolicy', { targetSelectors: selectors })).toEqual([
      'target agentgateway.dev/AgentgatewayBackend here {"team":"a"}',
    ])
  })

  it('a backend: the Services behind it, ours and upstream’s', () => {
    const behind = { static: { backendRef: { name: 'tools' }, port: 80 } }
    expect(words('MCPBackend', { mcp: behind })).toEqual(['backend /Service here tools'])
    const targets = [
      { name: 't', ...behind },
      { name: 'u', static: { host: 'example.com', port: 443 } },
    ]
    expect(words('AgentgatewayBackend', { mcp: { targets } })).toEqual(['backend /Service here tools'])
    expect(words('MCPBackend', { mcp: { stdio: { cmd: 'npx' } } })).toEqual([])
  })

  it('takes anything for a spec', () => {
    const key = fc.constantFrom(
      'parentRefs',
      'rules',
      'backendRefs',
      'targetRefs',
      'targetSelectors',
      'mcp',
      'name',
    )
    const { tree } = fc.letrec((tie) => ({
      tree: fc.oneof(
        { maxDepth: 5 },
        fc.constantFrom<unknown>(null, 'x', 1, true, undefined),
        fc.array(tie('tree'), { maxLength: 3 }),
        fc.dictionary(key, tie('tree'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(tree, (spec) => {
        for (const pointer of pointersOf(resource('AIRoute', spec), ''))
          expect(pointer.name !== undefined || pointer.labels !== undefined).toBe(true)
      }),
    )
  })
})
