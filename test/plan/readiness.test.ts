import { describe, expect, it } from 'vitest'
import { KINDS } from '../../src/model/kinds.ts'
import type { Resource } from '../../src/model/resource.ts'
import { hasReadiness, readinessOf } from '../../src/plan/readiness.ts'

const object = (kind: string, status: unknown, spec: unknown = {}): Resource => ({
  apiVersion: KINDS.find((one) => one.kind === kind)?.apiVersion ?? 'v1',
  kind,
  metadata: { name: 'a', namespace: 'here', generation: 2 },
  spec,
  status,
})

const says = (type: string, status: string, reason: string, more: object = {}): object => ({
  type,
  status,
  reason,
  observedGeneration: 2,
  lastTransitionTime: '2026-01-01T00:00:00Z',
  ...more,
})

const ACCEPTED = says('Accepted', 'True', 'Accepted')
const PROGRAMMED = says('Programmed', 'True', 'Programmed')
const RESOLVED = says('ResolvedRefs', 'True', 'ResolvedRefs')
const DEFAULT = { lastTransitionTime: '1970-01-01T00:00:00Z', observedGeneration: undefined }

const read = (resource: Resource): string => {
  const { is, reason } = readinessOf(resource)
  return `${is} ${reason}`
}

describe('an object that one controller speaks of', () => {
  it.each([
    ['nobody has', undefined, 'silent Unknown'],
    [
      'what the API server writes by default',
      [says('Accepted', 'Unknown', 'Pending', DEFAULT)],
      'silent Unknown',
    ],
    ['accepted and programmed', [ACCEPTED, PROGRAMMED], 'ready Accepted'],
    ['accepted, and not a word of the rest', [ACCEPTED], 'pending Unknown'],
    [
      'not programmed yet',
      [ACCEPTED, says('Programmed', 'False', 'AddressNotAssigned')],
      'pending AddressNotAssigned',
    ],
    ['in part', [says('Accepted', 'True', 'PartiallyValid'), PROGRAMMED], 'hindered PartiallyValid'],
    ['at it', [says('Accepted', 'Unknown', 'Pending')], 'pending Pending'],
    ['not now', [says('Accepted', 'False', 'Pending'), PROGRAMMED], 'pending Pending'],
    ['never', [says('Accepted', 'False', 'Invalid'), PROGRAMMED], 'refused Invalid'],
    [
      'not without its Secret',
      [says('Accepted', 'False', 'TranslationError'), PROGRAMMED],
      'hindered TranslationError',
    ],
    [
      'of an earlier form',
      [says('Accepted', 'False', 'Invalid', { observedGeneration: 1 }), PROGRAMMED],
      'pending OutOfDate',
    ],
  ])('%s', (_, conditions, expected) => {
    expect(read(object('MCPBackend', { conditions }))).toBe(expected)
    expect(read(object('Gateway', { conditions }))).toBe(expected)
  })

  it('takes the generation of the whole status for conditions that name none', () => {
    const bare = [ACCEPTED, PROGRAMMED].map((one) => ({ ...one, observedGeneration: undefined }))
    const without = (observedGeneration: number): Resource =>
      object('MCPBackend', {
        observedGeneration,
        conditions: bare.map(({ observedGeneration: _, ...rest }) => rest),
      })
    expect(read(without(1))).toBe('pending OutOfDate')
    expect(read(without(2))).toBe('ready Accepted')
  })

  it('needs not be programmed where the kind does not know that', () => {
    expect(read(object('AgentgatewayBackend', { conditions: [ACCEPTED] }))).toBe('ready Accepted')
  })
})

describe('a route', () => {
  const parent = (parentRef: object, ...conditions: readonly object[]): object => ({ parentRef, conditions })
  const spec = { parentRefs: [{ name: 'one' }, { name: 'two', sectionName: 'http' }] }
  const one = parent(
    { group: 'gateway.networking.k8s.io', kind: 'Gateway', namespace: 'here', name: 'one' },
    ACCEPTED,
    RESOLVED,
  )
  const two = parent({ name: 'two', sectionName: 'http' }, ACCEPTED, RESOLVED)

  it.each([
    ['both parents took it', [one, two], 'ready Accepted'],
    ['nobody has spoken', [], 'silent Unknown'],
    ['one parent has not spoken', [one], 'silent Unknown'],
    ['another listener spoke', [one, parent({ name: 'two' }, ACCEPTED, RESOLVED)], 'silent Unknown'],
    [
      'a former parent refuses',
      [one, two, parent({ name: 'three' }, says('Accepted', 'False', 'Invalid'))],
      'ready Accepted',
    ],
    [
      'a backend is missing',
      [
        one,
        parent(
          { name: 'two', sectionName: 'http' },
          ACCEPTED,
          says('ResolvedRefs', 'False', 'BackendNotFound'),
        ),
      ],
      'hindered BackendNotFound',
    ],
    [
      'a controller that has gone left its word of an earlier form',
      [one, two, parent({ name: 'one' }, says('Accepted', 'False', 'Invalid', { observedGeneration: 1 }))],
      'ready Accepted',
    ],
    [
      'a controller took the earlier form',
      [
        two,
        parent({ name: 'one' }, says('Accepted', 'True', 'Accepted', { observedGeneration: 1 }), RESOLVED),
      ],
      'pending OutOfDate',
    ],
  ])('%s', (_, parents, expected) => {
    for (const kind of ['HTTPRoute', 'GRPCRoute', 'AIRoute'])
      expect(read(object(kind, { parents }, spec))).toBe(expected)
  })

  it('names the parent that has not spoken', () => {
    expect(readinessOf(object('HTTPRoute', { parents: [one] }, spec)).message).toContain('gateway/two')
  })
})

describe('a policy', () => {
  const ancestor = (...conditions: readonly object[]): object => ({ conditions })
  const VALID = says('Accepted', 'True', 'Valid')
  const ATTACHED = says('Attached', 'True', 'Attached')

  it.each([
    ['attached', [ancestor(VALID, ATTACHED)], 'ready Valid'],
    ['attached to nothing yet', [ancestor(VALID, says('Attached', 'False', 'Pending'))], 'pending Pending'],
    ['in part', [ancestor(says('Accepted', 'True', 'PartiallyValid'), ATTACHED)], 'hindered PartiallyValid'],
    [
      'refused at one of two Gateways',
      [ancestor(VALID, ATTACHED), ancestor(says('Accepted', 'False', 'Invalid'), ATTACHED)],
      'refused Invalid',
    ],
    ['nobody has spoken', [], 'silent Unknown'],
  ])('%s', (_, ancestors, expected) => {
    expect(read(object('AgentgatewayPolicy', { ancestors }))).toBe(expected)
  })
})

it('is asked of kinds with conditions alone', () => {
  const kinds = KINDS.filter(hasReadiness).map(({ kind }) => kind)
  expect(kinds).toEqual([
    'MCPBackend',
    'AIRoute',
    'AgentgatewayBackend',
    'AgentgatewayPolicy',
    'Gateway',
    'HTTPRoute',
    'GRPCRoute',
  ])
  expect(hasReadiness({ apiVersion: 'other.dev/v1', kind: 'Gateway' })).toBe(false)
})
