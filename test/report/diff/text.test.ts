import { describe, expect, it } from 'vitest'
import { stringify } from '../../../src/manifest/stringify.ts'
import type { Resource } from '../../../src/model/resource.ts'
import { compareWith, onlyInFolder } from '../../../src/plan/sync.ts'
import { diffJson } from '../../../src/report/diff/json.ts'
import { diffNotes } from '../../../src/report/diff/notes.ts'
import { diffText } from '../../../src/report/diff/text.ts'

const backend = (spec: object, more: object = {}): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name: 'files', namespace: 'n', ...more },
  spec,
})

const options = { color: false, stringify: (object: Resource) => stringify([object]) }
const between = (from: Resource, to: Resource) => [compareWith(to, from, to)]

describe('as text', () => {
  it('names the object, the place and the lines, and nothing of the server', () => {
    const args = ['a', 'b'].map((arg) => `${arg}\n`)
    const from = backend({ mcp: { stdio: { args, cmd: 'npx', x: 1 } } }, { uid: '1', resourceVersion: '2' })
    const to = backend({ mcp: { stdio: { args, cmd: 'uvx', x: 1 } } })
    expect(diffText(between({ ...from, status: { a: 1 } }, to), options)).toBe(
      [
        '--- live mcpbackend/files -n n',
        '+++ folder mcpbackend/files -n n',
        '@@ -11,5 +11,5 @@ spec.mcp.stdio',
        '           a',
        '         - |',
        '           b',
        '-      cmd: npx',
        '+      cmd: uvx',
        '       x: 1',
        '',
      ].join('\n'),
    )
  })

  it('shows an object that is not there whole, and one that is in sync not at all', () => {
    const text = diffText([onlyInFolder(backend({ a: 1 })), ...between(backend({}), backend({}))], options)
    expect(text.split('\n').filter((line) => line.startsWith('---'))).toEqual(['--- live (does not exist)'])
    expect(text).toContain('@@ -0,0 +1,7 @@\n+apiVersion:')
  })

  it('is coloured where that is asked for', () => {
    const objects = between(backend({ a: 1 }), backend({ a: 2 }))
    expect(diffText(objects, { ...options, color: true })).toContain('\u001b[31m-  a: 1\u001b[39m')
  })
})

describe('credentials', () => {
  const env = (key: string, more: string) => [
    { name: 'API_KEY', value: key },
    { name: 'MODE', value: more },
  ]
  const [from, to] = [backend({ env: env('one', 'a') }), backend({ env: env('two', 'b') })]
  const secret = (token: string): Resource => ({
    ...backend({}),
    apiVersion: 'v1',
    kind: 'Secret',
    data: { token, other: 'c2FtZQ==' },
  })

  it('show as changed, and no more of them', () => {
    const text = diffText([...between(from, to), ...between(secret('b25l'), secret('dHdv'))], options)
    expect(text).toContain('-      value: "*** (live)"')
    expect(text).toContain('+      value: "*** (folder)"')
    expect(text).toContain('-  token: "*** (live)"')
    expect(text).toContain('   other: "***"')
    expect(text).toContain('-      value: a\n+      value: b')
    expect(text).not.toMatch(/one|two|b25l|dHdv|c2Ft/)
  })

  it('are masked in JSON, also within an object that is new', () => {
    const json = diffJson([...between(from, to), onlyInFolder(secret('b25l')), onlyInFolder(from)], [])
    expect(json).not.toMatch(/one"|two|b25l|c2Ft/)
    expect(JSON.parse(json)).toMatchObject({
      summary: { inSync: 0, drifted: 1, onlyInFolder: 2, revoked: 0, invalid: 0 },
      resources: [
        {
          changes: [
            { op: 'replace', path: 'spec.env[0].value', from: '***', to: '***' },
            { op: 'replace', path: 'spec.env[1].value', from: 'a', to: 'b' },
          ],
        },
        { changes: [{ op: 'add', path: '', to: { data: { token: '***' } } }] },
        { state: 'OnlyInFolder' },
      ],
    })
  })
})

it('the notes count, and name what is revoked', () => {
  const states = [
    ...between(backend({}), backend({})),
    { ...onlyInFolder(backend({})), state: 'Revoked' as const },
  ]
  const nowhere = (): undefined => undefined
  expect(diffNotes(states, [], nowhere)).toBe(
    'mcpbackend/files -n n is revoked, and left alone\n1 revoked, 1 in sync\n',
  )
  expect(diffNotes([], [], nowhere)).toBe('the folder holds no objects\n')
})
