/** What hangs on what, in a gateway. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import type { Forest, TreeNode } from '../../src/model/tree.ts'
import type { ClusterRecord } from '../../src/model/revocation.ts'
import { forestOf } from '../../src/plan/tree.ts'
import { entriesOf, object, revocation, route, to } from './gateway.ts'

const words = (node: TreeNode): unknown => {
  const { ref, listener, gone, again, attached, section } = node
  const name = listener === undefined ? `${ref.kind} ${ref.name ?? ''}` : `listener ${listener.name}`
  const marks = [gone, again && 'again', attached && 'attached', section && `of ${section}`].filter(Boolean)
  const head = [name, ...marks].join(', ')
  return node.children.length === 0 ? head : { [head]: node.children.map(words) }
}

const grow = (
  objects: readonly Resource[],
  records: readonly ClusterRecord[] = [],
  isChosen: (name: string) => boolean = () => true,
): Record<keyof Forest, unknown[]> => {
  const entries = entriesOf(objects, records)
  const of = (wanted: boolean) => entries.filter(({ resource }) => isChosen(resource.name) === wanted)
  const { gateways, loose, grants } = forestOf(of(true), of(false))
  return { gateways: gateways.map(words), loose: loose.map(words), grants: grants.map(words) }
}

const gateway = object('Gateway', 'gw', { listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] })
const files = object('MCPBackend', 'files', { mcp: { stdio: { cmd: 'npx' } } })
const air = route('AIRoute', 'files', [to('Gateway', 'gw')], to('MCPBackend', 'files'))
const policy = (name: string, ...targetRefs: readonly object[]): Resource =>
  object('AgentgatewayPolicy', name, { targetRefs })

describe('the tree of a gateway', () => {
  it('goes from Gateways by listeners and routes to backends, with the policies of each', () => {
    const web = route(
      'HTTPRoute',
      'web',
      [to('Gateway', 'gw', { sectionName: 'http' })],
      to('Service', 'web'),
      to('MCPBackend', 'files'),
    )
    const objects = [
      object('Service', 'web'),
      gateway,
      files,
      air,
      web,
      policy('whole', to('Gateway', 'gw')),
      policy('one', to('Gateway', 'gw', { sectionName: 'http' })),
      policy('tools', to('MCPBackend', 'files')),
      policy('rule', to('AIRoute', 'files', { sectionName: 'first' })),
    ]
    const backend = { 'MCPBackend files': ['AgentgatewayPolicy tools, attached'] }
    expect(grow(objects)).toEqual({
      gateways: [
        {
          'Gateway gw': [
            'AgentgatewayPolicy whole, attached',
            {
              'listener http': [
                'AgentgatewayPolicy one, attached',
                { 'HTTPRoute web': ['Service web', backend] },
              ],
            },
            { 'AIRoute files': ['AgentgatewayPolicy rule, attached, of first', backend] },
          ],
        },
      ],
      loose: [],
      grants: [],
    })
  })

  it('shows what is missing, in another namespace too, and what hangs on nothing', () => {
    const objects = [
      files,
      route('HTTPRoute', 'web', [to('Gateway', 'gone', { namespace: 'edge' })], to('Service', 'none')),
      object('AgentgatewayPolicy', 'by-labels', {
        targetSelectors: [{ group: 'agentgateway.dev', kind: 'MCPBackend', matchLabels: { team: 'a' } }],
      }),
      object('ReferenceGrant', 'grant'),
      policy('of-nothing', to('AgentgatewayBackend', 'lost')),
    ]
    expect(grow(objects)).toEqual({
      gateways: [{ 'Gateway gone, Missing': [{ 'HTTPRoute web': ['Service none, Missing'] }] }],
      loose: [
        'MCPBackend files',
        'AgentgatewayPolicy by-labels',
        { 'AgentgatewayBackend lost, Missing': ['AgentgatewayPolicy of-nothing, attached'] },
      ],
      grants: ['ReferenceGrant grant'],
    })
  })

  it('attaches policies by labels', () => {
    const labelled = (name: string, team: string) => object('MCPBackend', name, {}, { labels: { team } })
    const selector = { group: 'agentgateway.dev', kind: 'MCPBackend', matchLabels: { team: 'a' } }
    const chooses = object('AgentgatewayPolicy', 'p', { targetSelectors: [selector] })
    const there = object('MCPBackend', 'there', {}, { labels: { team: 'a' }, namespace: 'there' })
    expect(grow([labelled('one', 'a'), labelled('two', 'b'), there, chooses]).loose).toEqual([
      { 'MCPBackend one': ['AgentgatewayPolicy p, attached'] },
      'MCPBackend two',
      'MCPBackend there',
    ])
  })

  it('a listener that a route names and the Gateway does not have is missing', () => {
    const web = route('HTTPRoute', 'web', [to('Gateway', 'gw', { sectionName: 'tls' })])
    expect(grow([gateway, web]).gateways).toEqual([
      { 'Gateway gw': ['listener http', { 'listener tls, Missing': ['HTTPRoute web'] }] },
    ])
  })

  it('what is revoked stands where it stood, with the denial that names its lowered form', () => {
    const denial = policy('revoked-files', to('AgentgatewayBackend', 'files'))
    const web = route('HTTPRoute', 'web', [to('Gateway', 'gw')], to('MCPBackend', 'files'))
    expect(grow([gateway, web, denial], [revocation(files, air)]).gateways).toEqual([
      {
        'Gateway gw': [
          'listener http',
          {
            'HTTPRoute web': [
              { 'MCPBackend files, Revoked': ['AgentgatewayPolicy revoked-files, attached'] },
            ],
          },
          {
            'AIRoute files, Revoked': [
              { 'MCPBackend files, Revoked': ['AgentgatewayPolicy revoked-files, attached'] },
            ],
          },
        ],
      },
    ])
  })

  it('shows how a Gateway is run', () => {
    const run = object('Gateway', 'gw', {
      gatewayClassName: 'agentgateway',
      infrastructure: { parametersRef: to('AgentgatewayParameters', 'own') },
    })
    const unused = object('GatewayClass', 'other', {}, { namespace: undefined })
    const parametersRef = to('AgentgatewayParameters', 'shared', { namespace: 'here' })
    const ours = object('GatewayClass', 'agentgateway', { parametersRef }, { namespace: undefined })
    const parameters = object('AgentgatewayParameters', 'shared')
    const isAsked = (name: string) => name !== 'other' && name !== 'agentgateway'
    expect(grow([run, unused, ours, parameters], [], isAsked)).toEqual({
      gateways: [
        {
          'Gateway gw': [
            { 'GatewayClass agentgateway, attached': ['AgentgatewayParameters shared, attached'] },
            'AgentgatewayParameters own, Missing, attached',
          ],
        },
      ],
      loose: [],
      grants: [],
    })
  })

  it('of what was chosen shows the ways there, and all below', () => {
    const other = route('AIRoute', 'other', [to('Gateway', 'gw')], to('MCPBackend', 'others'))
    const objects = [gateway, files, air, other, policy('p', to('MCPBackend', 'files'))]
    expect(grow(objects, [], (name) => name === 'files').gateways).toEqual([
      { 'Gateway gw': [{ 'AIRoute files': [{ 'MCPBackend files': ['AgentgatewayPolicy p, attached'] }] }] },
    ])
  })

  it('routes that lead to routes are told once, and circles end', () => {
    const leads = (name: string, ...names: readonly string[]) =>
      route('HTTPRoute', name, [], ...names.map((next) => to('HTTPRoute', next)))
    expect(grow([leads('a', 'b'), leads('b', 'a')]).loose).toEqual([
      { 'HTTPRoute a': [{ 'HTTPRoute b': ['HTTPRoute a, again'] }] },
    ])
    // 2 ** 60 ways, if each were told.
    const chain = Array.from({ length: 60 }, (_, i) => [
      leads(`l${i}`, `l${i + 1}`, `r${i + 1}`),
      leads(`r${i}`, `l${i + 1}`, `r${i + 1}`),
    ]).flat()
    expect(grow(chain).loose).toHaveLength(2)
  })

  it('whatever points to whatever, every object is shown', () => {
    const kinds = ['Gateway', 'HTTPRoute', 'AIRoute', 'MCPBackend', 'AgentgatewayPolicy', 'AgentgatewayModel']
    const one = fc.record({ kind: fc.constantFrom(...kinds), name: fc.constantFrom('a', 'b', 'c') })
    const some = fc.array(one, { maxLength: 3 })
    const any = fc.record({ one, parents: some, targets: some, backends: some })
    const refs = (all: readonly { kind: string; name: string }[]) =>
      all.map(({ kind, name }) => to(kind, name))
    const keys = (nodes: readonly TreeNode[]): string[] =>
      nodes.flatMap((node) => [...(node.listener ? [] : [node.key]), ...keys(node.children)])
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (drafts) => {
        const objects = drafts.map(({ one: { kind, name }, parents, targets, backends }) =>
          object(kind, name, {
            parentRefs: refs(parents),
            targetRefs: refs(targets),
            rules: [{ backendRefs: refs(backends) }],
          }),
        )
        const entries = entriesOf(objects)
        const { gateways, loose, grants } = forestOf(entries, [])
        const shown = new Set(keys([...gateways, ...loose, ...grants]))
        for (const { resource } of entries)
          expect([...shown].some((key) => key.endsWith(`/${resource.kind}/here/${resource.name}`))).toBe(true)
      }),
      { numRuns: 300, seed: 20261127 },
    )
  })
})
