/** Input that is large or full of faults takes time in proportion, or these do not end in time. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { backend, brief, verdictOf } from './verdict-of.ts'

it.each([
  ['agentgateway.dev/v1alpha1', 'toString', 'unknown-kind'],
  ['agentgateway.dev/constructor', 'constructor', 'unknown-kind'],
  ['constructor/v1', 'toString', undefined],
  ['__proto__/v1', '__proto__', undefined],
])('%s %s is no kind that is known', async (apiVersion, kind, code) => {
  const text = `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: {name: a}\n`
  const { findings, summary } = await verdictOf({ 'a.yaml': text })
  expect(findings[0]?.code).toBe(code)
  expect(summary.valid).toBe(0)
})

describe('a long input', () => {
  it('JSON of thousands of objects', () => {
    const item = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: '1', b: '2' } }
    const list = { apiVersion: 'v1', kind: 'List', items: Array.from({ length: 4000 }, () => item) }
    expect(parse('a.json', JSON.stringify(list, null, 2)).documents).toHaveLength(4000)
  })

  it('thousands of unknown fields, of which the last that is told counts the rest', async () => {
    const fields = Array.from({ length: 8000 }, (_, i) => `  field${i}: ${i}\n`).join('')
    const result = await verdictOf({ 'a.yaml': backend(`  mcp: {stdio: {cmd: npx}}\n${fields}`) })
    expect(result.findings).toHaveLength(100)
    expect(result.findings.at(-1)?.message).toContain('7900 more')
    expect(brief(result)[0]).toBe('6:3 error unknown-field spec.field0')
    expect(result.summary).toMatchObject({ valid: 0, invalid: 1 })
  })

  it('thousands of keys that stand twice', async () => {
    const text = backend(`  mcp: {stdio: {cmd: npx}}\n${'  a: 1\n'.repeat(8000)}`)
    const { findings } = parse('a.yaml', text)
    expect(findings).toHaveLength(100)
    expect(findings.at(-1)?.message).toContain('7899 more')
    expect((await verdictOf({ 'a.yaml': text })).summary.invalid).toBe(1)
  })
})

describe('metadata that the API server refuses', () => {
  const owner = (uid: string) => `{apiVersion: v1, kind: Pod, name: a, uid: ${uid}, controller: true}`
  it.each([
    ['finalizers: [orphan, foregroundDeletion]', 'bad-metadata metadata.finalizers'],
    [
      `ownerReferences: [${owner('a')}, ${owner('b')}]`,
      'bad-metadata metadata.ownerReferences[1].controller',
    ],
    ['generation: 1e30', 'wrong-type metadata.generation'],
    ['creationTimestamp: "2026-13-45T00:00:00Z"', 'wrong-type metadata.creationTimestamp'],
    ['creationTimestamp: "2026-02-30T00:00:00Z"', 'wrong-type metadata.creationTimestamp'],
    ['creationTimestamp: "2026-01-31T24:00:00Z"', 'wrong-type metadata.creationTimestamp'],
    ['creationTimestamp: "2026-01-31T10:00:00.1234567890Z"', undefined],
    [`ownerReferences: [${owner('a')}]`, undefined],
    ['finalizers: [orphan]', undefined],
  ])('%s', async (field, expected) => {
    const text = backend('  mcp: {stdio: {cmd: npx}}\n').replace('{name: filesystem}', `{name: a, ${field}}`)
    const found = (await verdictOf({ 'a.yaml': text })).findings.map(({ code, path }) => `${code} ${path}`)
    expect(found).toEqual(expected === undefined ? [] : [expected])
  })
})
