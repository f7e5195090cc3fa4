import { describe, expect, it } from 'vitest'
import { isCredentialName, isSecretField, isSecretItem, maskText } from '../../src/model/credentials.ts'

it.each(['GITHUB_TOKEN', 'password', 'x-api-key', 'apiKey', 'clientSecret', 'Authorization', '--token'])(
  '%s is the name of a credential',
  (name) => {
    expect(isCredentialName(name)).toBe(true)
  },
)

it.each(['secretRef', 'secretName', 'tokenFile', 'maxTokens', 'mode', 'args', 'key', 'author'])(
  '%s is not',
  (name) => {
    expect(isCredentialName(name)).toBe(false)
  },
)

describe('a field is secret', () => {
  it.each([
    [{ kind: 'Secret', data: { a: 'b' } }, 'data'],
    [{ password: 'x' }, 'password'],
    [{ key: 'sk' }, 'key'],
    [{ name: 'API_KEY', value: 'x' }, 'value'],
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

it('what follows a flag for a credential is secret', () => {
  const args = ['serve', '--api-key', 'abc', '--mode', 'fast']
  expect(args.map((_, i) => isSecretItem(args, i))).toEqual([false, false, true, false, false])
})

it.each([
  ['--token=abc', '--token=***'],
  ['--mode=fast', '--mode=fast'],
  ['postgres://me:pw@db/x', 'postgres://me:***@db/x'],
  ['Authorization: Bearer abcdefgh', 'Authorization: Bearer ***'],
  ['x-api-key: abc', 'x-api-key: ***'],
  ['https://x/mcp?api_key=abc&mode=1', 'https://x/mcp?api_key=***&mode=1'],
  ['sk-abcdefghijkl', '***'],
  ['npx', 'npx'],
  ['@modelcontextprotocol/server-filesystem', '@modelcontextprotocol/server-filesystem'],
])('%s is printed as %s', (text, printed) => {
  expect(maskText(text, '***')).toBe(printed)
})
