import { describe, expect, it } from 'vitest'
import { credentialAmong, isCredential } from '../../src/generate/credentials.ts'

// Put together from parts, so that no scanner of this repository takes them for real ones.
const made = (...parts: string[]): string => parts.join('')
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

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
