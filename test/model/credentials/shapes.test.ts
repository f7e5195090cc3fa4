import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hideCredentials, holdsCredential, passwordsIn } from '../../../src/model/credentials/shapes.ts'

// Put together from parts, so that no scanner of this repository takes them for real ones.
const made = (...parts: string[]): string => parts.join('')
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789'

const whole = [
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
]

describe('refused by its shape', () => {
  it.each(whole)('%s', (text) => {
    expect(holdsCredential(text)).toBe(true)
  })

  it.each([
    'https://example.com/a@b',
    'postgres://user:$PASSWORD@db/x',
    'git@github.com:a/b.git',
    'ssh://git@github.com/a',
    'sk-short',
    'Bearer ${TOKEN}',
    'Basic authentication.',
    '/srv/files',
    '@modelcontextprotocol/server-filesystem@2026.8.31',
  ])('not %s', (text) => {
    expect(holdsCredential(text)).toBe(false)
  })
})

describe('hidden by its shape', () => {
  it('is all that is refused, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...whole), fc.string(), fc.string(), (text, before, after) => {
        expect(hideCredentials(`${before} ${text} ${after}`)).not.toContain(text)
      }),
    )
  })

  it.each([
    ['postgres://me:pw@db/x and https://plain.example', 'postgres://me:***@db/x and https://plain.example'],
    [made('cut short: gh', 'p_abcdefgh, yes'), 'cut short: ***, yes'],
    [made('-----BEGIN ', 'PRIVATE KEY-----\nabc\n-----END ', 'PRIVATE KEY-----\nrest'), '***\nrest'],
    [made('-----BEGIN ', 'PRIVATE KEY-----\nabc'), '***'],
    ['bearer abc123', 'bearer ***'],
    ['needs Basic authentication, or a bearer token.', 'needs Basic authentication, or a bearer token.'],
    ['npm_config_registry of a task-management-server', 'npm_config_registry of a task-management-server'],
    ['ssh://git@github.com/a', 'ssh://git@github.com/a'],
    ['me:pw@db.example/x', 'me:***@db.example/x'],
    ['host: "me:pw@db.example"', 'host: "me:***@db.example"'],
    ['ghcr.io/a/b:1.2@sha256:00ff', 'ghcr.io/a/b:1.2@sha256:00ff'],
    ['git@github.com:a/b.git', 'git@github.com:a/b.git'],
  ])('%s', (text, printed) => {
    expect(hideCredentials(text)).toBe(printed)
  })

  it.each([
    'eyJaaaaaaaa-',
    '://a:',
    'https://',
    'sk-',
    'gh',
    '-----BEGIN A',
    'Bearer ',
    'Basic',
    ' ',
    'aZ09_',
  ])('megabytes of %j are looked through in time', (part) => {
    const text = part.repeat(2 ** 21 / part.length)
    expect(hideCredentials(text).length).toBeLessThanOrEqual(text.length)
    expect(holdsCredential(text)).toBeTypeOf('boolean')
  })
})

it('passwords in URLs', () => {
  expect(passwordsIn('postgres://me:s3cr3t@db:5432/x and https://plain.example')).toEqual(['s3cr3t'])
})
