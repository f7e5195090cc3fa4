import { describe, expect, it } from 'vitest'
import { maskSecrets, secretValues } from '../../../src/model/credentials/values.ts'

describe('secretValues', () => {
  it.each<[object, string[]]>([
    [
      {
        spec: {
          env: [
            { name: 'API_KEY', value: 'hunter2' },
            { name: 'HOME', value: '/root' },
          ],
        },
      },
      ['hunter2'],
    ],
    [{ spec: { policies: { auth: { key: 'Bearer abc' } } } }, ['Bearer abc']],
    [{ password: 'pw123', db: { accessToken: 'tok', clientSecret: 'sec' } }, ['pw123', 'tok', 'sec']],
    [
      { kind: 'Secret', data: { a: 'Zm9v' }, stringData: { b: 'line one\nline two' } },
      ['line one', 'line two', 'Zm9v'],
    ],
    [{ pin: 1, token: 123456 }, ['123456']],
    [{ spec: { args: ['--api-key', 'hunter2', '--mode', 'fast'] } }, ['hunter2']],
    [{ kind: 'List', items: [{ kind: 'Secret', data: { a: 'Zm9v' } }] }, ['Zm9v']],
  ])('of %j', (object, expected) => {
    expect(secretValues(object).sort()).toEqual([...expected].sort())
  })

  it.each<object>([
    { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'credentials', key: 'token' } } }] },
    { secretRef: { name: 'openai' }, secretName: 'tls', tokenType: 'JWT' },
    { token: 'x' },
    { maxTokens: 1000, labels: { key: 'value' }, secretKeyRef: { key: 'token' } },
  ])('not of %j', (object) => {
    expect(secretValues(object)).toEqual([])
  })
})

describe('maskSecrets', () => {
  it('masks what is known, and what has the form of a well-known credential', () => {
    expect(maskSecrets('a hunter2 b sk-abcdefgh12345678 ghp_0123456789abcdefghij', ['hunter2'])).toBe(
      'a *** b *** ***',
    )
  })
})
