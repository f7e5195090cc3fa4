import { describe, expect, it } from 'vitest'
import {
  credentialAmong,
  isCredential,
  isCredentialName,
  looksLikeCredential,
} from '../../src/generate/credentials.ts'

describe('names that credentials go by', () => {
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
    '',
  ])('not %s', (name) => {
    expect(isCredentialName(name)).toBe(false)
  })
})

// Put together from parts, so that no scanner of this repository takes them for real ones.
const made = (...parts: string[]): string => parts.join('')
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

describe('shapes of credentials', () => {
  it.each([
    made('gh', 'p_', letters),
    made('github', '_pat_', letters),
    made('sk', '-', letters),
    made('xo', 'xb-', letters),
    made('AK', 'IA', 'ABCDEFGHIJKLMNOP'),
    made('ey', 'Jabcdefghi.', 'ey', 'Jabcdefghi.', letters),
    made('-----BEGIN RSA ', 'PRIVATE KEY-----'),
    made('Authorization: Bear', 'er ', letters),
    made('postgres://user:', 'hunter2', '@db/x'),
    made('https://', letters, '@example.com/'),
  ])('%s', (text) => {
    expect(looksLikeCredential(text)).toBe(true)
  })

  it.each([
    'https://example.com/a@b',
    'postgres://user:$PASSWORD@db/x',
    'git@github.com:a/b.git',
    'ssh://git@github.com/a',
    'sk-short',
    'Bearer ${TOKEN}',
    '/srv/files',
    '@modelcontextprotocol/server-filesystem@2026.8.31',
  ])('not %s', (text) => {
    expect(looksLikeCredential(text)).toBe(false)
  })
})

it('a switch, a path or a reference is no credential, whatever its name', () => {
  for (const value of ['', 'true', 'off', '$TOKEN', '${TOKEN}', '$(TOKEN)', '<token>', '/etc/tls/tls.key'])
    expect([value, isCredential('TOKEN', value)]).toEqual([value, false])
  for (const value of ['1234', 'hunter2', 'a/b', '/abc+def=', '$1x'])
    expect([value, isCredential('TOKEN', value)]).toEqual([value, true])
})

describe('among the words of a command', () => {
  it.each([
    [['npx', 'x', '--api-key', 'hunter2'], 'the value of "--api-key"'],
    [['npx', 'x', '--api-key=hunter2'], 'the value of "--api-key"'],
    [['docker', 'run', '-e', 'TOKEN=hunter2', 'x'], 'the value of "TOKEN"'],
    [['npx', 'x', '--header', 'Authorization: hunter2'], 'the value of "Authorization"'],
    [['npx', made('gh', 'p_', letters)], 'word 2, which looks like a token, key or password'],
  ])('%j', (words, what) => {
    expect(credentialAmong(words)).toBe(what)
  })

  it.each([
    [['npx', '-y', 'pkg', '/data']],
    [['sh', '-c', 'server --token "$TOKEN"']],
    [['npx', 'x', '--header', 'Authorization: Bearer ${TOKEN}']],
    [['npx', 'x', '--token-file', '/run/token']],
    [['npx', 'x', '--token', '--verbose']],
    [['npx', 'auth', 'login']],
    [['uvx', 'mcp-server-fetch', '--user-agent', 'me']],
  ])('none in %j', (words) => {
    expect(credentialAmong(words)).toBeUndefined()
  })
})
