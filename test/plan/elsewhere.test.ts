import { describe, expect, it } from 'vitest'
import { type Resource, type ResourceRef, refKey, refOf } from '../../src/model/resource.ts'
import { type Named, targetKey } from '../../src/model/revocation.ts'
import { elsewhere } from '../../src/plan/elsewhere.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const like = (object: Resource, name: string, namespace = NAMESPACE): Resource => ({
  ...object,
  metadata: { name, namespace },
})
const shared = (...targets: [string, string][]): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: { mcp: { targets: targets.map(([name, host]) => ({ name, static: { host, port: 80 } })) } },
})
const service = (name: string): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name, namespace: NAMESPACE },
  spec: { mcp: { static: { backendRef: { name: 'svc' }, port: 80 } } },
})

const find = (
  named: Named,
  reading: Resource,
  standing: readonly Resource[],
  revoked: readonly Named[] = [],
): string[] => {
  const map = new Map(standing.map((one) => [refKey(refOf(one)), { ref: refOf(one), readings: [one] }]))
  const found = elsewhere([{ ...named, readings: [reading] }], [named, ...revoked], map)
  return (found.get(targetKey(named)) ?? []).map(
    ({ routes, by, ...other }) =>
      `${targetKey(other).replace('agentgateway.dev/', '')} by ${by.is} ${by.name}${routes.map((one: ResourceRef) => ` <${one.name}`).join('')}`,
  )
}
const fs = backend('fs')
const at = `MCPBackend/${NAMESPACE}`

describe('the same server elsewhere', () => {
  it('is a backend of another name or namespace, with the routes to it', () => {
    const standing = [
      like(fs, 'copy'),
      like(fs, 'fs', 'other'),
      backend('git'),
      route('way', ['copy', 'git']),
    ]
    expect(find({ ref: refOf(fs) }, fs, standing)).toEqual([
      `${at}/copy by package fs <way`,
      'MCPBackend/other/fs by package fs',
    ])
  })

  it('is not what is revoked itself, or denied there by the same part', () => {
    const copy = like(fs, 'copy')
    expect(find({ ref: refOf(fs) }, fs, [fs, copy], [{ ref: refOf(copy) }])).toEqual([])
    const tool = { part: { tool: 'write_*' } }
    expect(find({ ref: refOf(fs), ...tool }, fs, [fs, copy])).toEqual([`${at}/copy by package fs`])
    expect(find({ ref: refOf(fs), ...tool }, fs, [fs, copy], [{ ref: refOf(copy), ...tool }])).toEqual([])
    expect(
      find({ ref: refOf(fs), ...tool }, fs, [fs, copy], [{ ref: refOf(copy), part: { tool: 'read' } }]),
    ).toHaveLength(1)
  })

  it('is another target of the same backend, where one target is revoked', () => {
    const object = shared(['a', 'a.example.com'], ['again', 'a.example.com'], ['b', 'b.example.com'])
    const named = { ref: refOf(object), part: { target: 'a' } }
    expect(find(named, object, [object])).toEqual([
      `AgentgatewayBackend/${NAMESPACE}/shared#again by address a.example.com:80`,
    ])
    expect(find(named, object, [object], [{ ref: refOf(object), part: { target: 'again' } }])).toEqual([])
  })

  it('is a route that leads straight to its Service', () => {
    const straight: Resource = {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata: { name: 'straight', namespace: NAMESPACE },
      spec: { rules: [{ backendRefs: [{ name: 'svc', port: 80 }] }] },
    }
    const object = service('mine')
    expect(find({ ref: refOf(object) }, object, [straight])).toEqual([
      `gateway.networking.k8s.io/HTTPRoute/${NAMESPACE}/straight by service ${NAMESPACE}/svc`,
    ])
  })
})

describe('the same path elsewhere', () => {
  const way = (name: string, path: string, to: string): Resource => ({
    ...route(name, []),
    spec: {
      rules: [
        {
          matches: [{ path: { type: 'PathPrefix', value: path } }],
          backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: to }],
        },
      ],
    },
  })
  it('is a route of the same path to the same backend that stands', () => {
    const mine = way('mine', '/mcp/fs', 'fs')
    const copy = way('copy', '/mcp/fs', 'fs')
    const others = [way('x', '/mcp/x', 'fs'), way('y', '/mcp/fs', 'git')]
    expect(find({ ref: refOf(mine) }, mine, [fs, copy, ...others])).toEqual([
      `AIRoute/${NAMESPACE}/copy by path /mcp/fs`,
    ])
    expect(find({ ref: refOf(mine) }, mine, [copy])).toEqual([])
  })
})
