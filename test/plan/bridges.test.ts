import { describe, expect, it } from 'vitest'
import { BRIDGE_LABEL, bridgeLabel } from '../../src/model/bridge.ts'
import { denialName } from '../../src/model/deny.ts'
import { type Resource, refKey, refOf } from '../../src/model/resource.ts'
import {
  bridgesOf,
  longestTimeout,
  restartSteps,
  type Served,
  servicesBehind,
} from '../../src/plan/bridges.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const AT = '2026-11-01T10:00:00Z'
const fs = backend('fs')

interface Shape {
  readonly labels?: Record<string, string>
  readonly pod?: Record<string, string>
  readonly owner?: string
  readonly namespace?: string
}

const deployment = (name: string, { labels, pod = {}, owner, namespace = NAMESPACE }: Shape): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name,
    namespace,
    ...(labels && { labels }),
    ...(owner === undefined
      ? {}
      : { ownerReferences: [{ apiVersion: fs.apiVersion, kind: 'MCPBackend', name: owner, uid: 'u' }] }),
  },
  spec: { template: { metadata: { labels: pod }, spec: { terminationGracePeriodSeconds: 5 } } },
})

const service = (name: string, selector?: Record<string, string>): Resource => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, namespace: NAMESPACE },
  spec: { ...(selector && { selector }) },
})

const shared: Resource = {
  apiVersion: fs.apiVersion,
  kind: 'AgentgatewayBackend',
  metadata: { name: 'shared', namespace: NAMESPACE },
  spec: {
    mcp: {
      targets: [
        { name: 'files', static: { backendRef: { name: 'files' }, port: 80 } },
        { name: 'web', static: { backendRef: { name: 'web' }, port: 80 } },
        { name: 'far', static: { host: 'example.com', port: 80 } },
      ],
    },
  },
}

const served = (object: Resource, part?: { target?: string; tool?: string }): Served => ({
  named: { ref: refOf(object), ...(part && { part }) },
  forms: [object],
})

const names = (one: Served, deployments: Resource[], services: Resource[] = []): string[] =>
  bridgesOf([one], deployments, new Map(services.map((each) => [refKey(refOf(each)), each]))).map(
    ({ ref }) => ref.name,
  )

describe('what serves an MCPBackend', () => {
  it('is what is labelled with its name, or belongs to it, in its namespace', () => {
    const all = [
      deployment('labelled', { labels: { [BRIDGE_LABEL]: 'fs' } }),
      deployment('owned', { owner: 'fs' }),
      deployment('of-another', { labels: { [BRIDGE_LABEL]: 'git' }, owner: 'git' }),
      deployment('elsewhere', { labels: { [BRIDGE_LABEL]: 'fs' }, namespace: 'elsewhere' }),
    ]
    expect(names(served(fs), all)).toEqual(['labelled', 'owned'])
    // An AgentgatewayBackend of the same name is another server.
    expect(names(served({ ...fs, kind: 'AgentgatewayBackend' }), all)).toEqual([])
  })

  it('has a label whatever the length of its name', () => {
    const long = 'a'.repeat(200)
    expect(bridgeLabel('fs')).toBe('fs')
    expect(bridgeLabel(long)).toMatch(/^a{54}-[0-9a-f]{8}$/)
    expect(bridgeLabel(long)).not.toBe(bridgeLabel(`${long}b`))
  })
})

describe('what serves an upstream backend', () => {
  const all = [
    deployment('files', { pod: { app: 'files', v: '1' } }),
    deployment('web', { pod: { app: 'web' } }),
    deployment('other', { pod: {} }),
  ]
  const services = [service('files', { app: 'files' }), service('web', { app: 'web' })]

  it('stands behind the Services that its targets name', () => {
    expect(servicesBehind(served(shared)).map(({ name }) => name)).toEqual(['files', 'web'])
    expect(names(served(shared), all, services)).toEqual(['files', 'web'])
    expect(names(served(shared, { tool: 'x' }), all, services)).toEqual(['files', 'web'])
  })

  it('is for one target that alone', () => {
    expect(names(served(shared, { target: 'files' }), all, services)).toEqual(['files'])
  })

  it('is nothing where a Service is not there, or selects nothing', () => {
    expect(names(served(shared), all, [service('files'), service('web', {})])).toEqual([])
    expect(names(served(shared), all)).toEqual([])
  })
})

describe('the steps of a restart', () => {
  const ref = refOf(deployment('d', {}))
  const bridge = (...serves: Served['named'][]) => ({ ref, serves, grace: 30 })

  it('are not done where what it serves could not be taken away', () => {
    const part = { ref: refOf(shared), part: { target: 'files' } }
    expect(restartSteps([bridge({ ref: refOf(fs) })], AT)).toEqual([
      { do: 'restart', ref, at: AT, subject: refKey(refOf(fs)) },
    ])
    expect(restartSteps([bridge(part)], AT)).toMatchObject([
      { needs: `agentgateway.dev/AgentgatewayPolicy/${NAMESPACE}/${denialName(part)}` },
    ])
  })

  it('are one for what serves several', () => {
    expect(restartSteps([bridge({ ref: refOf(fs) }, { ref: refOf(shared) })], AT)).toHaveLength(1)
  })
})

describe('the longest that a call may take', () => {
  const way = (...requests: (string | undefined)[]): Resource => ({
    ...route('way', ['fs']),
    spec: { rules: requests.map((request) => ({ timeouts: { ...(request && { request }) } })) },
  })

  it.each<[Resource[], string | undefined]>([
    [[way('10s', '1m30s')], '1m30s'],
    [[way('500ms'), way('2h')], '2h'],
    [[way('10s'), way(undefined)], undefined],
    [[way('0s')], undefined],
    [[], undefined],
  ])('%#', (routes, longest) => {
    expect(longestTimeout(routes)).toBe(longest)
  })
})
