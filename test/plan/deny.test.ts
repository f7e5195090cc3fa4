import { describe, expect, it } from 'vitest'
import { denialName, denialsBy, sameDenial } from '../../src/model/deny.ts'
import { type Resource, refKey, refOf } from '../../src/model/resource.ts'
import type { Named } from '../../src/model/revocation.ts'
import { denyExpressions } from '../../src/plan/deny.ts'
import { wantedDenials } from '../../src/plan/revoke-denials.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const llm = (name: string): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name, namespace: NAMESPACE },
  spec: { ai: { provider: { openai: {} } } },
})

const way = (name: string, to: string, gateway = 'agentgateway'): Resource => ({
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name, namespace: NAMESPACE },
  spec: {
    parentRefs: [{ name: gateway }],
    rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: to }] }],
  },
})

const wanted = (objects: Resource[], targets: Named[], wholeGateways = false) =>
  wantedDenials({
    targets,
    live: new Map(objects.map((object) => [refKey(refOf(object)), object])),
    idOf: () => 'id',
    wholeGateways,
  }).map(({ policy }) => policy)
const all = (objects: Resource[]): Named[] => objects.map((object) => ({ ref: refOf(object) }))

describe('what a denial says', () => {
  it('of a server: everything', () => {
    expect(denyExpressions(undefined)).toEqual(['true'])
  })

  it('of a target: its tools, prompts and resources, each only where there is one', () => {
    expect(denyExpressions({ target: 'files' })).toEqual([
      'has(mcp.tool) && mcp.tool.target == "files"',
      'has(mcp.prompt) && mcp.prompt.target == "files"',
      'has(mcp.resource) && mcp.resource.target == "files"',
    ])
  })

  it('of tools: a name, or a pattern in which only `*` is special', () => {
    expect(denyExpressions({ tool: 'write_file' })).toEqual([
      'has(mcp.tool) && mcp.tool.name == "write_file"',
    ])
    expect(denyExpressions({ target: 'a', tool: 'w.*' })).toEqual([
      String.raw`has(mcp.tool) && mcp.tool.target == "a" && mcp.tool.name.matches("(?s)^w\\..*$")`,
    ])
    expect(denyExpressions({ tool: 'say "x"' })).toEqual([
      String.raw`has(mcp.tool) && mcp.tool.name == "say \"x\""`,
    ])
  })
})

describe('which policies deny', () => {
  it('an MCP server: one on its lowered backend', () => {
    const fs = backend('fs')
    expect(wanted([fs, route('fs', ['fs'])], all([fs, route('fs', ['fs'])]))).toEqual([
      {
        apiVersion: 'agentgateway.dev/v1alpha1',
        kind: 'AgentgatewayPolicy',
        metadata: {
          name: denialName({ ref: refOf(fs) }),
          namespace: NAMESPACE,
          labels: { 'agentgw.dev/revocation': 'id' },
        },
        spec: {
          targetRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'fs' }],
          backend: { mcp: { authorization: { action: 'Deny', policy: { matchExpressions: ['true'] } } } },
        },
      },
    ])
  })

  it('a model: on the routes that lead to it, 16 a policy', () => {
    const routes = Array.from({ length: 17 }, (_, i) => way(`r${i}`, 'gpt'))
    const objects = [llm('gpt'), ...routes]
    const policies = wanted(objects, all(objects))
    expect(policies.map(({ spec }) => (spec as { targetRefs: [] }).targetRefs.length)).toEqual([16, 1])
    expect(policies[0]).toMatchObject({
      spec: {
        targetRefs: [
          { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'r0' },
          ...Array.from({ length: 15 }, () => ({})),
        ],
        traffic: { authorization: { action: 'Deny', policy: { matchExpressions: ['true'] } } },
      },
    })
    expect(denialsBy(policies)({ ref: refOf(llm('gpt')) })).toEqual(policies)
    expect(denialsBy(policies)({ ref: refOf(llm('gpt-2')) })).toEqual([])
  })

  it('a model: not a route that also leads elsewhere and stays', () => {
    expect(wanted([llm('gpt'), way('r', 'gpt')], all([llm('gpt')]))).toEqual([])
  })

  it('everything: the Gateway alone, unless something else comes through it', () => {
    const objects = [llm('gpt'), way('r', 'gpt'), backend('fs'), route('fs', ['fs'])]
    expect(wanted(objects, all(objects), true)).toMatchObject([
      {
        metadata: { namespace: NAMESPACE },
        spec: {
          targetRefs: [{ group: 'gateway.networking.k8s.io', kind: 'Gateway', name: 'agentgateway' }],
          traffic: { authorization: { action: 'Deny' } },
        },
      },
    ])
    const stays = way('stays', 'other')
    expect(
      wanted([...objects, stays], all(objects), true).map(
        ({ spec }) => (spec as { targetRefs: object[] }).targetRefs,
      ),
    ).toMatchObject([[{ kind: 'HTTPRoute', name: 'r' }], [{ kind: 'AgentgatewayBackend', name: 'fs' }]])
  })

  it('has a name that a Kubernetes object can have, however long that of its target', () => {
    const name = denialName({ ref: refOf(backend('a'.repeat(253))) }, 12)
    expect(name.length).toBeLessThanOrEqual(253)
    expect(name).toMatch(/^revoked-mcpbackend-a+-[0-9a-f]{8}-12$/)
  })
})

describe('what stands already', () => {
  const [policy] = wanted([llm('gpt'), way('gpt', 'gpt')], all([llm('gpt'), way('gpt', 'gpt')]))
  const withRefs = (...targetRefs: object[]): Resource => ({
    ...policy!,
    spec: { ...(policy!['spec'] as object), targetRefs },
  })
  const ref = { group: 'gateway.networking.k8s.io', kind: 'HTTPRoute', name: 'gpt' }

  it('denies the same where it denies more, and not where it says less of a target', () => {
    expect(sameDenial(withRefs({ ...ref, name: 'other' }, ref), policy!)).toBe(true)
    expect(sameDenial(withRefs({ ...ref, sectionName: 'none' }), policy!)).toBe(false)
    expect(sameDenial(withRefs(), policy!)).toBe(false)
  })
})

describe('names and references', () => {
  it('of a route and of what it was lowered from are one', () => {
    const lowered = way('gpt', 'gpt')
    const own = { ...lowered, apiVersion: 'agentgateway.dev/v1alpha1', kind: 'AIRoute' }
    const [policy] = wanted([llm('gpt'), own, lowered], all([llm('gpt'), own, lowered]))
    expect(policy?.['spec']).toMatchObject({ targetRefs: [{ kind: 'HTTPRoute', name: 'gpt' }] })
  })

  it('that are cut are valid', () => {
    const name = `${'a'.repeat(199)}.b`
    expect(denialName({ ref: { ...refOf(backend('x')), name } })).toMatch(/^[a-z0-9-]+$/)
  })
})

describe('a whole Gateway', () => {
  const objects = [llm('gpt'), way('gpt', 'gpt')]
  const kindsDenied = (others: Resource[], own = objects): string[] =>
    wantedDenials({
      targets: all(own),
      live: new Map(own.map((object) => [refKey(refOf(object)), object])),
      idOf: () => 'id',
      wholeGateways: true,
      others,
    }).flatMap(({ policy }) =>
      (policy['spec'] as { targetRefs: { kind: string }[] }).targetRefs.map(({ kind }) => kind),
    )
  const grpc = (gateway: string): Resource => ({ ...way('grpc', 'x', gateway), kind: 'GRPCRoute' })

  it('is denied only where no other kind of route comes through it', () => {
    expect(kindsDenied([])).toEqual(['Gateway'])
    expect(kindsDenied([grpc('another')])).toEqual(['Gateway'])
    expect(kindsDenied([grpc('agentgateway')])).toEqual(['HTTPRoute'])
  })

  it('is not denied where a route hangs on what may belong to any', () => {
    const set = way('set', 'x')
    const parentRefs = [{ kind: 'ListenerSet', name: 'agentgateway' }]
    const hanging = { ...set, spec: { ...(set['spec'] as object), parentRefs } }
    expect(kindsDenied([hanging])).toEqual(['HTTPRoute'])
  })
})
