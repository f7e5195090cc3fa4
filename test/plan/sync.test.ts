import { describe, expect, it } from 'vitest'
import type { ManagedFieldsEntry, Resource } from '../../src/model/resource.ts'
import type { ObjectState } from '../../src/model/sync.ts'
import { planApply } from '../../src/plan/apply.ts'
import { schemaOf } from '../../src/plan/kind-schema.ts'
import type { Schema } from '../../src/plan/ssa/schema.ts'
import {
  compare,
  compareWith,
  FOLDER_LABEL,
  guess,
  missing,
  onlyInFolder,
  owned,
  taken,
} from '../../src/plan/sync.ts'

const text: Schema = { type: 'string' }
const SCHEMA: Schema = {
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        mode: { ...text, default: 'fast' },
        title: text,
        args: { type: 'array', items: text },
        limits: { type: 'object', additionalProperties: text },
        policies: { type: 'object', properties: { limits: { type: 'object', additionalProperties: text } } },
        env: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: text, value: text } },
        },
      },
    },
  },
}

const API = 'test.example.com/v1'

const object = (spec: object, metadata: object = {}): Resource => ({
  apiVersion: API,
  kind: 'Thing',
  metadata: { name: 'x', namespace: 'n', ...metadata },
  spec,
})

const ours = (fieldsV1: object, apiVersion = API): ManagedFieldsEntry => ({
  manager: 'kubectl-agentgw',
  operation: 'Apply',
  apiVersion,
  fieldsV1: fieldsV1 as Record<string, unknown>,
})

const live = (spec: object, ...managedFields: ManagedFieldsEntry[]): Resource => ({
  ...object(
    { mode: 'fast', ...spec },
    { managedFields, uid: '1', resourceVersion: '7', creationTimestamp: 'now' },
  ),
  status: { conditions: [{ type: 'Ready' }] },
})

const changesOf = (desired: Resource, standing: Resource) => compare(desired, standing, SCHEMA)?.changes

describe('what never shows', () => {
  it.each([
    ['defaults, status and what the server sets', object({ title: 'a' }), live({ title: 'a' })],
    [
      'the order of entries that a key tells apart',
      object({ env: [{ name: 'a' }, { name: 'b' }] }),
      live({ env: [{ name: 'b' }, { name: 'a' }] }),
    ],
    ['nulls', object({ title: null }), live({})],
    ['empty labels', object({}, { labels: {}, annotations: null }), live({})],
    [
      'what others set beside it',
      object({ limits: { a: '1' } }),
      live({ limits: { a: '1', b: '2' }, title: 'theirs' }),
    ],
  ])('%s', (_, desired, standing) => {
    expect(compare(desired, standing, SCHEMA)).toMatchObject({ state: 'InSync', changes: [] })
  })
})

describe('what shows', () => {
  it('a value that differs, an item that is added, an entry that is missing', () => {
    const desired = object({ title: 'b', args: ['x', 'y'], env: [{ name: 'a', value: '1' }] })
    expect(changesOf(desired, live({ title: 'a', args: ['x'] }))).toEqual([
      { op: 'replace', path: 'spec.title', from: 'a', to: 'b' },
      { op: 'add', path: 'spec.args[1]', to: 'y' },
      { op: 'add', path: 'spec.env', to: [{ name: 'a', value: '1' }] },
    ])
  })

  it('a field that we applied before and do not want any more', () => {
    const standing = live(
      { limits: { a: '1', b: '2' }, title: 'old' },
      ours({ 'f:spec': { 'f:limits': { 'f:a': {}, 'f:b': {} }, 'f:title': {} } }),
    )
    expect(changesOf(object({ limits: { a: '1' } }), standing)).toEqual([
      { op: 'remove', path: 'spec.limits.b', from: '2' },
      { op: 'remove', path: 'spec.title', from: 'old' },
    ])
  })

  it('its default where one comes in its place, and nothing where that is what stands', () => {
    const owns = ours({ 'f:spec': { 'f:mode': {} } })
    expect(changesOf(object({}), live({ mode: 'slow' }, owns))).toEqual([
      { op: 'replace', path: 'spec.mode', from: 'slow', to: 'fast' },
    ])
    expect(changesOf(object({}), live({}, owns))).toEqual([])
  })

  it('a credential is marked as one', () => {
    const env = (value: string) => object({ env: [{ name: 'API_KEY', value }] })
    expect(changesOf(env('b'), live({ env: [{ name: 'API_KEY', value: 'a' }] }))).toMatchObject([
      { path: 'spec.env[0].value', secret: true },
    ])
  })
})

it('a field that another manager holds too stays', () => {
  const fields = { 'f:spec': { 'f:title': {} } }
  const standing = live({ title: 'a' }, ours(fields), { ...ours(fields), manager: 'flux' })
  expect(changesOf(object({}), standing)).toEqual([])
})

it('what is emptied is applied in two steps', () => {
  const standing = live({ limits: { a: '1' } }, ours({ 'f:spec': { 'f:limits': { 'f:a': {} } } }))
  const state = compare(object({ title: 'b', limits: {} }), standing, SCHEMA)
  expect(state?.changes).toContainEqual({ op: 'remove', path: 'spec.limits.a', from: '1' })
  expect(state?.merged?.['spec']).toMatchObject({ limits: {} })
  expect(state?.first?.resource['spec']).toEqual({ title: 'b' })
})

it('what holds nothing but what is emptied is left out of the first step, too', () => {
  const owns = ours({ 'f:spec': { 'f:policies': { 'f:limits': { 'f:a': {} } } } })
  const desired = object({ title: 'b', policies: { limits: {} } })
  const state = compare(desired, live({ policies: { limits: { a: '1' } } }, owns), SCHEMA)
  expect(state?.first?.resource['spec']).toEqual({ title: 'b' })
  expect(state?.merged?.['spec']).toMatchObject({ policies: { limits: {} } })
})

describe('the API server has to be asked', () => {
  it('for a kind without a schema', () => {
    expect(compare(object({}), live({}), undefined)).toBeUndefined()
  })

  it('where fields go and a manager spoke of them in another version', () => {
    const standing = live({ title: 'a' }, ours({ 'f:spec': { 'f:title': {} } }, 'test.example.com/v1beta1'))
    expect(compare(object({}), standing, SCHEMA)).toBeUndefined()
    expect(compare(object({ title: 'a' }), standing, SCHEMA)?.state).toBe('InSync')
  })

  it('and its answer is compared; without one, the desired fields are', () => {
    expect(compareWith(object({ title: 'a' }), live({}), live({ title: 'a' })).changes).toEqual([
      { op: 'add', path: 'spec.title', to: 'a' },
    ])
    expect(guess(object({ title: 'b' }), live({ title: 'a' })).changes).toMatchObject([{ to: 'b' }])
  })

  it('of kinds whose objects hold objects, since those have rules of their own', () => {
    const crd = (inner: object) => ({
      ...object({ versions: [{ name: 'v1', schema: { openAPIV3Schema: { properties: { inner } } } }] }),
      kind: 'CustomResourceDefinition',
    })
    expect(schemaOf(crd({ type: 'object' }), API)).toBeDefined()
    expect(schemaOf(crd({ 'x-kubernetes-embedded-resource': true }), API)).toBeUndefined()
    expect(schemaOf(crd({ type: 'object' }), 'test.example.com/v2')).toBeUndefined()
  })
})

it('an object is marked with its folder, and with nothing else', () => {
  const resource = object({}, { labels: { a: 'b' } })
  expect(owned(resource, 'lab')).toEqual(object({}, { labels: { a: 'b', [FOLDER_LABEL]: 'lab' } }))
})

it('what an apply leaves is worked out of what is written, and of what is taken over', () => {
  const desired = owned(object({ title: 'a' }), 'own')
  const same = compare(desired, object({ title: 'a', mode: 'fast' }), SCHEMA)!
  expect(same).toMatchObject({ state: 'InSync', changes: [] })
  expect(same.leaves).toBeUndefined()
  const { leaves, ...over } = taken(same, SCHEMA)
  expect(over).toMatchObject({ state: 'Drifted', changes: [{ op: 'add', to: 'own' }] })
  expect(leaves).toBe(missing(desired, SCHEMA).leaves)
  const own = compare(desired, owned(object({ title: 'a', mode: 'fast' }), 'own'), SCHEMA)!
  expect(taken(own, SCHEMA)).toBe(own)
})

describe('the plan', () => {
  const of = (kind: string, state: ObjectState['state'] = 'OnlyInFolder'): ObjectState => {
    const resource = { ...object({}), kind }
    return { ...onlyInFolder(resource), state }
  }
  const kinds = (...states: ObjectState[]) =>
    planApply(states, { force: () => false, commit: undefined }).stages.map((stage) =>
      stage.map((step) => (step.do === 'apply' ? step.resource.kind : step.do)),
    )

  it('goes from what is referred to to what refers to it', () => {
    const all = ['AIRoute', 'AgentgatewayPolicy', 'MCPBackend', 'Gateway', 'Secret', 'Namespace'].map(
      (kind) => of(kind),
    )
    expect(kinds(...all, of('AgentgatewayBackend'), of('HTTPRoute'))).toEqual([
      ['Namespace'],
      ['Secret'],
      ['Gateway'],
      ['MCPBackend', 'AgentgatewayBackend'],
      ['AgentgatewayPolicy'],
      ['AIRoute', 'HTTPRoute'],
    ])
  })

  it('has steps only for what differs', () => {
    const rest = (['InSync', 'Revoked', 'Invalid'] as const).map((state) => of('MCPBackend', state))
    expect(kinds(...rest, of('AIRoute', 'Drifted'))).toEqual([['AIRoute']])
    expect(kinds(...rest)).toEqual([])
  })

  it('makes each object a subject of its own', () => {
    const [stage] = planApply(
      [of('Gateway'), { ...of('Gateway'), ref: { ...of('Gateway').ref, name: 'y' } }],
      { force: () => true, commit: undefined },
    ).stages
    expect(stage).toMatchObject([
      { subject: 'test.example.com/Gateway/n/x', force: true },
      { subject: 'test.example.com/Gateway/n/y', force: true },
    ])
  })
})
