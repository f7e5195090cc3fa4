import { describe, expect, it } from 'vitest'
import { maskLine, maskSecrets, secretValues } from '../../src/model/secret-values.ts'

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
  ])('of %j', (object, expected) => {
    expect(secretValues(object).sort()).toEqual([...expected].sort())
  })

  it.each<object>([
    { env: [{ name: 'TOKEN', valueFrom: { secretKeyRef: { name: 'credentials', key: 'token' } } }] },
    { secretRef: { name: 'openai' }, secretName: 'tls', tokenType: 'JWT' },
    { token: 'x' },
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

describe('maskLine', () => {
  it.each([
    ['  password: hunter2', [], '  password: ***'],
    ['  "apiKey": "hun, ter2",', [], '  "apiKey": ***,'],
    ['{name: a, password: x y, port: 1}', [], '{name: a, password: ***, port: 1}'],
    ['    value: "unclosed', ['  - name: DB_PASSWORD'], '    value: ***'],
    ['- {name: DB_PASSWORD, value: hunter2}', [], '- {name: DB_PASSWORD, value: ***}'],
    ['  key: abc', ['auth:'], '  key: ***'],
    ['  key: abc', ['labels:'], '  key: abc'],
    [
      '  secretKeyRef: {name: credentials, key: token}',
      ['- name: TOKEN'],
      '  secretKeyRef: {name: credentials, key: token}',
    ],
    ['  secretName: tls', [], '  secretName: tls'],
    ['  value: plain', ['- name: HOME'], '  value: plain'],
  ])('%s', (line, before, expected) => {
    expect(maskLine(line, before, [])).toBe(expected)
  })
})
