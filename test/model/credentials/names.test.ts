import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCredentialName, mayNameCredential } from '../../../src/model/credentials/names.ts'

describe('refused by its name', () => {
  it.each([
    'GITHUB_TOKEN',
    'githubToken',
    '--api-key',
    'OPENAI_API_KEY',
    'OPENAI_KEY',
    'password',
    'DB_PASSWORD',
    'DBPASSWORD',
    'PGPASSWD',
    'CLIENT_SECRET',
    'Authorization',
    'x-api-key',
    'AWS_SECRET_ACCESS_KEY',
    'DB_PWD',
  ])('%s', (name) => {
    expect(isCredentialName(name)).toBe(true)
  })

  it.each([
    'MAX_TOKENS',
    'TOKEN_FILE',
    'SSH_KEY_PATH',
    'PWD',
    'HOME',
    'MONKEY',
    'AUTHOR',
    'KEYBOARD',
    'AUTH_URL',
    'PUBLIC_KEY',
    'TOKEN_LIMIT',
    'secretName',
    'SORT_KEY',
    'AUTH_HEADER',
    '',
  ])('not %s', (name) => {
    expect(isCredentialName(name)).toBe(false)
  })
})

describe('hidden by its name', () => {
  it.each([
    'GITHUB_TOKEN',
    'password',
    'x-api-key',
    'X-Api-Key',
    'apiKey',
    'accessToken',
    'clientSecret',
    'client_secret',
    'Authorization',
    'cookie',
    'token',
    '--token',
    '--key',
    'pwd',
    'PASSWORD1',
    'mysecretvalue',
    'AUTH_HEADER',
    `${'x'.repeat(100_000)}_password`,
  ])('%s', (name) => {
    expect(mayNameCredential(name)).toBe(true)
  })

  it.each([
    'secretRef',
    'secretName',
    'tokenFile',
    'maxTokens',
    'max_tokens',
    'tokenizer',
    'mode',
    'args',
    'path',
    'key',
    'keyboard',
    'sort_key',
    'author',
    'passenger',
    'message',
    '',
  ])('not %s', (name) => {
    expect(mayNameCredential(name)).toBe(false)
  })
})

it('whatever is refused is hidden, but for `key` alone', () => {
  const word = fc.oneof(
    fc.constantFrom(
      'api',
      'key',
      'token',
      'auth',
      'pwd',
      'public',
      'sort',
      'file',
      'header',
      'max',
      'secrets',
    ),
    fc.string({ maxLength: 4 }),
  )
  const name = fc
    .tuple(fc.array(word, { maxLength: 4 }), fc.constantFrom('_', '-', ''))
    .map(([words, between]) => words.join(between))
  fc.assert(
    fc.property(name, (each) => {
      if (isCredentialName(each) && each !== 'key') expect(mayNameCredential(each)).toBe(true)
    }),
  )
})
