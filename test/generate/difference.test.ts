import fc from 'fast-check'
import { expect, it } from 'vitest'
import { differenceLines } from '../../src/generate/difference.ts'

it('shows what stands and what was asked for, leaf by leaf', () => {
  const stands = { mcp: { stdio: { cmd: 'npx', args: ['pkg', '/data'] }, policies: {} } }
  const asked = {
    mcp: { stdio: { cmd: 'npx', args: ['pkg', '/srv', '/x'] }, policies: { tools: { deny: ['a'] } } },
  }
  expect(differenceLines(stands, asked, ['spec'])).toEqual([
    '- spec.mcp.stdio.args[1]: "/data"',
    '+ spec.mcp.stdio.args[1]: "/srv"',
    '- spec.mcp.policies: {}',
    '+ spec.mcp.stdio.args[2]: "/x"',
    '+ spec.mcp.policies.tools.deny[0]: "a"',
  ])
})

it('masks credentials, and still shows that they differ', () => {
  const env = (value: string) => [{ name: 'API_TOKEN', value }]
  expect(differenceLines(env('one'), env('two'))).toEqual(['- [0].value: ***', '+ [0].value: ***'])
  expect(differenceLines({ auth: { key: 'one' } }, { auth: { key: 'two' } }).join()).not.toMatch(/one|two/)
  const args = (...words: string[]) => ({ args: ['x', ...words] })
  expect(
    differenceLines(args('--token', 'one', '--api-key=two', 'A'), args()).map((line) => line.slice(2)),
  ).toEqual(['args[1]: "--token"', 'args[2]: ***', 'args[3]: ***', 'args[4]: "A"'])
  expect(differenceLines({ url: 'http://a:hunter2@b' }, {}).join()).not.toContain('hunter2')
})

it('shows which Secret and which key of it', () => {
  const ref = (key: string) => ({ valueFrom: { secretKeyRef: { name: 'token', key } } })
  expect(differenceLines(ref('a'), ref('b'))).toEqual([
    '- valueFrom.secretKeyRef.key: "a"',
    '+ valueFrom.secretKeyRef.key: "b"',
  ])
})

it('is empty exactly for equal values', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(differenceLines(a, structuredClone(a))).toEqual([])
      if (JSON.stringify(a) !== JSON.stringify(b) && !isReordered(a, b))
        expect(differenceLines(a, b)).not.toEqual([])
    }),
  )
})

const sorted = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map(sorted)
    : typeof value === 'object' && value !== null
      ? Object.fromEntries(
          Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, item]) => [key, sorted(item)]),
        )
      : value
const isReordered = (a: unknown, b: unknown): boolean =>
  JSON.stringify(sorted(a)) === JSON.stringify(sorted(b))
