import { describe, expect, it } from 'vitest'
import { isSecretField, isSecretItem } from '../../../src/model/credentials/fields.ts'

describe('a field is secret', () => {
  it.each([
    [{ kind: 'Secret', data: { a: 'b' } }, 'data'],
    [{ password: 'x' }, 'password'],
    [{ key: 'sk' }, 'key'],
    [{ name: 'API_KEY', value: 'x' }, 'value'],
    [{ name: 'API_KEY', value: ['x'] }, 'value'],
    [{ vlaue: 'x', name: 'API_KEY' }, 'vlaue'],
  ])('%j: %s', (owner, field) => {
    expect(isSecretField(owner, field)).toBe(true)
  })

  it.each([
    [{ kind: 'ConfigMap', data: { a: 'b' } }, 'data'],
    [{ secretRef: { name: 'x' } }, 'secretRef'],
    [{ name: 's', key: 'token' }, 'key'],
    [{ name: 'MODE', value: 'x' }, 'value'],
  ])('not: %j: %s', (owner, field) => {
    expect(isSecretField(owner, field)).toBe(false)
  })
})

it.each([
  [{ key: 'token' }, 'secretKeyRef'],
  [{ key: 'a' }, 'labels'],
  [{ key: 'app', operator: 'Exists' }, 'matchExpressions'],
])('nor is the key of something else: %j in %s', (owner, place) => {
  expect(isSecretField(owner, 'key', place)).toBe(false)
})

it('what follows a flag for a credential is secret', () => {
  const args = ['serve', '--api-key', 'abc', '--mode', 'fast']
  expect(args.map((_, i) => isSecretItem(args, i))).toEqual([false, false, true, false, false])
})
