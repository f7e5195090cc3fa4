import { describe, expect, it } from 'vitest'
import { remote } from '../../src/generate/remote.ts'
import { credentialAmong } from '../../src/generate/credentials.ts'
import { isCredential } from '../../src/model/credentials/plain.ts'

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
    [
      ['npx', 'mcp-remote', 'https://x.example/mcp?api_key=abcdef1234567890'],
      'the parameter "api_key" of the URL that is word 3',
    ],
    [
      ['npx', 'mcp-remote', 'https://x.example/mcp?a=1&token=hunter2'],
      'the parameter "token" of the URL that is word 3',
    ],
    [['npx', 'x', '--url=https://x.example/?token=hunter2'], 'the value of "--url"'],
    [
      ['npx', made('https://x.example/gh', 'p_', letters)],
      'a part of the URL that is word 2, which looks like a token, key or password,',
    ],
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
    [['npx', 'mcp-remote', 'https://x.example/mcp?page=1&api_key=${KEY}']],
    [['uvx', 'mcp-server-fetch', '--user-agent', 'me']],
  ])('none in %j', (words) => {
    expect(credentialAmong(words)).toBeUndefined()
  })
})

it('a URL whose path holds a token is refused, without showing it', () => {
  const token = made('gh', 'p_', letters)
  expect(() => remote(`https://h.example/mcp/${token}`, false)).toThrow(
    expect.objectContaining({
      code: 'plain-credential',
      message: expect.not.stringContaining(token) as string,
    }),
  )
})
