import { describe, expect, it } from 'vitest'
import { detailsOf, listenersOf } from '../../src/plan/details.ts'
import { pointersOf } from '../../src/plan/topology.ts'
import { object, to } from './gateway.ts'

const at = (type: string, value: string): object => ({ path: { type, value } })

describe('what an object is about', () => {
  it.each([
    [
      'HTTPRoute',
      {
        hostnames: ['a.example.com'],
        rules: [{ matches: [at('PathPrefix', '/v1'), at('Exact', '/x'), at('RegularExpression', '/y.*')] }],
      },
      'a.example.com /v1, =/x, ~/y.*',
    ],
    [
      'AIRoute',
      { rules: [{ matches: ['/a', '/b', '/c', '/d', '/e', '/a'].map((one) => at('PathPrefix', one)) }] },
      '/a, /b, /c and 2 more',
    ],
    ['GRPCRoute', { rules: [{ matches: [{ method: { service: 'a.B', method: 'Get' } }] }] }, 'a.B/Get'],
    [
      'MCPBackend',
      { mcp: { stdio: { cmd: 'npx', args: ['@scope/files', '--api-key', 's3cr3t-value'] } } },
      '@scope/files',
    ],
    [
      'AgentgatewayBackend',
      { mcp: { targets: [{ name: 'one', static: { host: 'a.example.com', port: 443 } }] } },
      'one: a.example.com:443',
    ],
    ['AgentgatewayModel', { provider: 'OpenAI', match: { model: 'gpt-*' } }, 'gpt-* at OpenAI'],
    ['AgentgatewayModel', { virtualModel: { weighted: {} } }, 'x virtual'],
    [
      'AgentgatewayPolicy',
      {
        targetRefs: [],
        traffic: { cors: {} },
        backend: { mcp: { authorization: {} }, tls: {} },
        strategy: 'x',
      },
      'traffic.cors, backend.mcp.authorization, backend.tls and 1 more',
    ],
    ['GatewayClass', { controllerName: 'example.com/one' }, 'example.com/one'],
    [
      'ReferenceGrant',
      { from: [{ kind: 'HTTPRoute', namespace: 'a' }], to: [{ kind: 'Service', name: 'b' }] },
      'from httproute -n a to service/b',
    ],
    ['HTTPRoute', { hostnames: 7, rules: [null, { matches: [{ path: 'x' }] }] }, ''],
    ['Service', {}, ''],
  ])('%s %j: %s', (kind, spec, said) => {
    expect(detailsOf(object(kind, 'x', spec))).toBe(said)
  })

  it('a Gateway’s listeners', () => {
    const listeners = [{ name: 'tls', protocol: 'HTTPS', port: 443, hostname: '*.example.com' }, { port: 80 }]
    expect(listenersOf(object('Gateway', 'gw', { listeners }))).toEqual([
      { name: 'tls', details: 'HTTPS 443 *.example.com' },
    ])
  })
})

it('a virtual model points to those that it chooses from, a Gateway to how it is run', () => {
  const targets = [{ modelRef: { name: 'a' } }, { modelRef: { name: 'b' } }]
  const ends = (kind: string, spec: object) =>
    pointersOf(object(kind, 'x', spec), '').map(
      (one) => `${one.as} ${one.kind} ${one.namespace ?? '-'} ${one.name ?? ''}`,
    )
  expect(ends('AgentgatewayModel', { virtualModel: { weighted: { targets } } })).toEqual([
    'backend AgentgatewayModel here a',
    'backend AgentgatewayModel here b',
  ])
  const infrastructure = { parametersRef: to('AgentgatewayParameters', 'p') }
  expect(ends('Gateway', { gatewayClassName: 'c', infrastructure })).toEqual([
    'class GatewayClass - c',
    'parameters AgentgatewayParameters here p',
  ])
})
