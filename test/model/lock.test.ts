/** The form of locks: what is written of one is read back, and no two objects share a key unseen. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  denialOf,
  type Lock,
  lockData,
  lockKey,
  LOCKS_LABEL,
  locksIn,
  locksRef,
  lockValue,
  mayClash,
  parseLock,
} from '../../src/model/lock.ts'
import { type ResourceRef } from '../../src/model/resource.ts'

const KINDS = ['MCPBackend', 'AIRoute', 'AgentgatewayBackend', 'AgentgatewayPolicy'] as const
const ref = (name: string, kind = 'MCPBackend'): ResourceRef => ({
  apiVersion: kind === 'HTTPRoute' ? 'gateway.networking.k8s.io/v1' : 'agentgateway.dev/v1alpha1',
  kind,
  namespace: 'a',
  name,
})
const lock = (over: Partial<Lock> = {}): Lock => ({
  ref: ref('fs'),
  id: '20260901-x1',
  who: 'alice',
  when: '2026-09-01T10:00:00Z',
  reason: 'reads too much',
  ...over,
})
const readBack = (one: Lock): Lock | undefined => parseLock('a', lockKey(one.ref), lockValue(one))

const label = fc.stringMatching(/^[a-z0-9]([-a-z0-9]{0,20}[a-z0-9])?$/)
const names = fc.oneof(
  label,
  fc.array(label, { minLength: 2, maxLength: 30 }).map((labels) =>
    labels
      .join('.')
      .slice(0, 253)
      .replace(/[-.]+$/, ''),
  ),
)
const lines = fc.string({ unit: 'grapheme', maxLength: 60 }).map((text) => text.replace(/\s+/g, ' ').trim())

describe('a lock', () => {
  it('is read back as it was written', () => {
    expect(readBack(lock())).toEqual(lock())
    expect(readBack(lock({ reason: '' }))).toEqual(lock({ reason: '' }))
    expect(readBack(lock({ ref: ref('revoked-fs', 'AgentgatewayPolicy') }))).toEqual(
      lock({ ref: ref('revoked-fs', 'AgentgatewayPolicy') }),
    )
  })

  it('tells who from why, whatever they are made of', () => {
    const tricky = lock({
      who: 'system:serviceaccount:a:b at home, revocation 7',
      reason: 'x; by bob at 2026, revocation y: z; by eve at 1, revocation 2',
    })
    expect(readBack(tricky)).toEqual(tricky)
    fc.assert(
      fc.property(names, fc.constantFrom(...KINDS, 'HTTPRoute'), lines, lines, (name, kind, who, reason) => {
        const one = lock({ ref: ref(name, kind), who: who.replaceAll(';', ','), reason })
        const read = readBack(one)
        expect(read).toMatchObject({ ref: one.ref, id: one.id, when: one.when })
        expect(lockValue(read!)).toBe(lockValue(one))
      }),
    )
  })

  it('is one line of bounded length', () => {
    const value = lockValue(
      lock({ reason: `a\n\u2028b\u0007\u202Ec\ud800 ${'x'.repeat(5000)}`, who: 'w\n'.repeat(500) }),
    )
    expect(value).toMatch(/^fs is revoked: a b c\ufffd x+…; by (w )+w… at /)
    expect(value).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u)
    expect(Array.from(value).length).toBeLessThan(520)
    // A character is not cut in two.
    expect(lockValue(lock({ reason: '😀'.repeat(300) }))).toMatch(/: (😀){199}…;/u)
  })

  it('has a key that the API server takes', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...KINDS, 'HTTPRoute'), (name, kind) => {
        expect(lockKey(ref(name, kind))).toMatch(/^(?!\.\.)[-._a-zA-Z0-9]{1,253}$/)
      }),
    )
    expect(lockKey(ref('x', 'HTTPRoute'))).toBe('httproutes.x')
    expect(() => lockKey(ref('x', 'Gateway'))).toThrow(/gateway\/x/)
  })

  it('keeps its whole name where the key can not', () => {
    // mcpbackends. and a name of 241 characters are a whole key.
    const edge = 'n'.repeat(241)
    expect(lockKey(ref(edge))).toBe(`mcpbackends.${edge}`)
    const long = `${'a'.repeat(120)}1${'b'.repeat(121)}`
    expect(long).toHaveLength(242)
    expect(lockKey(ref(long))).toBe(`mcpbackends.${'a'.repeat(100)}..${'b'.repeat(100)}`)
    expect(readBack(lock({ ref: ref(long) }))).toEqual(lock({ ref: ref(long) }))
  })

  it('is refused where another long name has its key', () => {
    const [one, other] = ['1', '2'].map((middle) =>
      lock({ ref: ref(`${'a'.repeat(120)}${middle}${'b'.repeat(121)}`) }),
    )
    expect(mayClash([one!])).toBe(true)
    expect(mayClash([lock()])).toBe(false)
    expect(() => lockData([one!, other!])).toThrow(expect.objectContaining({ code: 'lock-name-taken' }))
    expect(() => lockData([other!], [one!])).toThrow(expect.objectContaining({ code: 'lock-name-taken' }))
    expect(Object.keys(lockData([one!], [one!]))).toEqual([lockKey(one!.ref)])
  })
})

describe('a ConfigMap of locks', () => {
  it('gives those that it holds, and passes over what is none', () => {
    const { name, namespace, ...kind } = locksRef('a')
    const data = {
      ...lockData([lock()]),
      'gateways.x': 'y',
      note: 'z',
      'httproutes.by-hand': 'closed by Ann',
    }
    const held = locksIn({
      ...kind,
      metadata: { name, namespace: namespace!, labels: { [LOCKS_LABEL]: 'a' } },
      data,
    })
    expect(held).toEqual([
      lock(),
      { ref: ref('by-hand', 'HTTPRoute'), id: '', who: '', when: '', reason: 'closed by Ann' },
    ])
    expect(locksIn({ ...kind, metadata: { name }, data })).toEqual([])
    expect(locksIn({ ...kind, metadata: { name, labels: { [LOCKS_LABEL]: 'a' } } })).toEqual([])
  })
})

describe('a denial', () => {
  const said = (text: string, policy = 'agentgw-revocations'): string =>
    `mcpbackends.agentgateway.dev "fs" is forbidden: ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: ${text}`

  it('is told from other refusals', () => {
    const text = `MCPBackend a/${lockValue(lock())}`
    expect(denialOf(said(`${text}; to bring it back: kubectl agentgw restore 20260901-x1`))).toEqual({
      message: text,
      hint: 'to bring it back: kubectl agentgw restore 20260901-x1',
    })
    expect(denialOf(said('this object is revoked, and more'))?.message).toBe(
      'this object is revoked, and more',
    )
    expect(denialOf(said(text, 'another'))).toBeUndefined()
    expect(denialOf(said("expression 'x' resulted in error: no such key"))).toBeUndefined()
    expect(denialOf('configmaps "x" is forbidden: User "bob" cannot create')).toBeUndefined()
  })
})
