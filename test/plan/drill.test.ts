import { describe, expect, it } from 'vitest'
import { denialName, DRILL_LABEL } from '../../src/model/deny.ts'
import { type Resource, refKey, refOf } from '../../src/model/resource.ts'
import type { RevocationHead } from '../../src/model/revocation.ts'
import { drillOf, planDrill } from '../../src/plan/drill.ts'
import type { Target } from '../../src/plan/revoke.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const head: RevocationHead = { id: 'd1', reason: 'a drill', who: 'me', when: '2026-11-01T10:00:00Z' }
const fs = backend('fs')
const way = route('fs', ['fs'])
const gpt: Resource = {
  apiVersion: fs.apiVersion,
  kind: 'AgentgatewayBackend',
  metadata: { name: 'gpt', namespace: NAMESPACE },
  spec: { ai: { provider: { openai: {} } } },
}
const toGpt: Resource = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'gpt', namespace: NAMESPACE },
  spec: {
    rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'AgentgatewayBackend', name: 'gpt' }] }],
  },
}
const of = (object: Resource, more: Partial<Target> = {}): Target => ({
  ref: refOf(object),
  because: 'named',
  ...more,
})

const plan = (
  objects: readonly Resource[],
  targets: readonly Target[],
  more: { deniable?: boolean; lock?: boolean } = {},
) =>
  planDrill({
    head,
    targets,
    live: new Map(objects.map((one) => [refKey(refOf(one)), one])),
    deniable: true,
    lock: true,
    ...more,
  })

describe('planDrill', () => {
  it('denies by a policy of another name than a revocation would, and deletes nothing but that', () => {
    const { drilled, undeniable, record, deny, lock, unlock, undeny } = plan(
      [fs, way],
      [of(fs), of(way, { because: 'leads only there' })],
    )
    expect([drilled, undeniable]).toEqual([[of(fs)], []])
    const name = denialName(drillOf(of(fs)))
    expect(name).not.toBe(denialName(of(fs)))
    expect(deny).toMatchObject([
      {
        resource: {
          metadata: { name, labels: { [DRILL_LABEL]: 'true' } },
          spec: { backend: { mcp: { authorization: { policy: { matchExpressions: ['true'] } } } } },
        },
      },
    ])
    expect(record).toMatchObject([
      { record: { id: 'd1', targets: [{ part: { drill: true }, phase: 'recorded' }] } },
    ])
    // The lock holds the policy alone: the target itself is not touched.
    expect(lock).toMatchObject([{ locks: [{ ref: { kind: 'AgentgatewayPolicy', name }, id: 'd1' }] }])
    expect(unlock).toMatchObject([{ do: 'unlock', refs: [{ name }] }])
    expect(undeny).toMatchObject([{ do: 'delete', ref: { kind: 'AgentgatewayPolicy', name } }])
  })

  it('denies a part as a revocation of it would', () => {
    const { deny } = plan([fs], [of(fs, { part: { tool: 'write_*' } })])
    const rules = ['has(mcp.tool) && mcp.tool.name.matches("(?s)^write_.*$")']
    const spec = { backend: { mcp: { authorization: { policy: { matchExpressions: rules } } } } }
    expect(deny).toMatchObject([{ resource: { spec } }])
  })

  it('denies a model on its routes, and names what can not be denied', () => {
    expect(plan([gpt, toGpt], [of(gpt), of(toGpt, { because: 'leads only there' })])).toMatchObject({
      drilled: [{ ref: { name: 'gpt' } }],
      undeniable: [],
      deny: [{ resource: { spec: { targetRefs: [{ kind: 'HTTPRoute', name: 'gpt' }] } } }],
    })
    const nothing = { drilled: [], record: [], deny: [], lock: [], undeny: [] }
    expect(plan([gpt], [of(gpt)])).toMatchObject({ ...nothing, undeniable: [{ name: 'gpt' }] })
    expect(plan([toGpt], [of(toGpt)])).toMatchObject({ ...nothing, undeniable: [{ kind: 'HTTPRoute' }] })
    expect(plan([fs], [of(fs)], { deniable: false })).toMatchObject({
      ...nothing,
      undeniable: [{ name: 'fs' }],
    })
  })

  it('goes without the lock where there is none', () => {
    expect(plan([fs], [of(fs)], { lock: false })).toMatchObject({ lock: [], unlock: [], deny: [{}] })
  })
})
