/** YAML that this program writes: readable, and the same to every reader. */
import fc from 'fast-check'
import { CORE_SCHEMA, YAML11_SCHEMA, load } from 'js-yaml'
import { describe, expect, test } from 'vitest'
import { parse as parseYaml } from 'yaml'
import { parse } from '../../src/manifest/parse.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Resource } from '../../src/model/resource.ts'

const resource = (spec: unknown): Resource => ({
  apiVersion: 'v1',
  kind: 'Thing',
  metadata: { name: 'a' },
  spec,
})
const specOf = (text: string): unknown =>
  (parse('f.yaml', text).documents[0]?.value as { spec: unknown }).spec

test('fields come in the order people expect, documents are separated, undefined is left out', () => {
  const text = stringify([
    {
      kind: 'MCPBackend',
      apiVersion: 'agentgateway.dev/v1alpha1',
      spec: {
        mcp: {
          stdio: {
            cmd: 'npx',
            args: ['@modelcontextprotocol/server-filesystem', '/root/lab-files'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
            ],
          },
          policies: {},
        },
      },
      metadata: {
        labels: { 'agentgw.dev/folder': 'x' },
        namespace: 'agentgateway-system',
        name: 'filesystem',
      },
    },
    { apiVersion: 'v1', kind: 'B', metadata: { name: 'b' }, spec: undefined },
  ])
  expect(text).toBe(`apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: filesystem
  namespace: agentgateway-system
  labels:
    agentgw.dev/folder: x
spec:
  mcp:
    stdio:
      cmd: npx
      args: ["@modelcontextprotocol/server-filesystem", /root/lab-files]
      env:
        - name: A
          value: "1"
        - name: B
          valueFrom:
            secretKeyRef:
              name: s
              key: k
    policies: {}
---
apiVersion: v1
kind: B
metadata:
  name: b
`)
})

describe('strings', () => {
  test.each([
    'y',
    'No',
    'on',
    'null',
    '~',
    '',
    ' ',
    'a ',
    ' a',
    '0777',
    '0o17',
    '1_0',
    '12:30',
    '1:30:00',
    '2001-01-01',
    '1e3',
    '.5',
    '0x1F',
    '+1',
    '-',
    '- a',
    '-a',
    '?',
    '? a',
    ':',
    'a:',
    'a: b',
    'a #b',
    '#a',
    '&a',
    '*a',
    '!a',
    '|',
    '>',
    '%a',
    '@a',
    '`a',
    '[a',
    '{a',
    'a,b',
    "it's",
    '"',
    '\\',
    '=',
    '<<',
    '---',
    '...',
    '\t',
    'a\tb',
    '\u2028',
    '\uFEFF',
    '\x7F',
    '\x85',
    '\0',
    '10.0.0.1',
    '1.2.3',
    'true?',
    'http://x/?a=b',
    '😀',
    'é',
  ])('%j is the same to every reader', (text) => {
    const written = stringify([resource({ value: text, list: [text], [text]: 1 })])
    const expected = { value: text, list: [text], [text]: 1 }
    expect(specOf(written)).toEqual(expected)
    for (const schema of [CORE_SCHEMA, YAML11_SCHEMA])
      expect(load(written, { schema })).toMatchObject({ spec: expected })
    for (const version of ['1.1', '1.2'] as const)
      expect(parseYaml(written, { version })).toMatchObject({ spec: expected })
  })

  test.each([
    'npx',
    '/root/lab-files',
    'agentgateway.dev/v1alpha1',
    'http://127.0.0.1:3000/mcp',
    'a-b_c.d',
    '100m',
    'two words',
  ])('%j needs no quotes', (text) => {
    expect(stringify([resource(text)])).toContain(`spec: ${text}\n`)
  })

  test.each(['a\nb', 'a\nb\n', 'a\n\nb\n\n\n', 'a\n  b\n'])('%j is a block', (text) => {
    const written = stringify([resource({ script: text })])
    expect(written).toContain('script: |')
    expect(specOf(written)).toEqual({ script: text })
  })
})

test('property: what is read back is what was written', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.stringMatching(/^[-+0-9a-fxob_.:eE \n#'"{}\[\],&*!|>%@`~<=?]{0,10}$/),
  )
  const value = fc.letrec((tie) => ({
    any: fc.oneof(
      { depthSize: 'small' },
      texts,
      fc.boolean(),
      fc.constant(null),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(texts, tie('any'), { maxKeys: 4 }).map((map) => ({ ...map })),
    ),
  })).any
  fc.assert(
    fc.property(fc.array(value, { minLength: 1, maxLength: 3 }), (specs) => {
      const { documents, findings } = parse('f.yaml', stringify(specs.map(resource)))
      expect(findings).toEqual([])
      expect(documents.map((document) => (document.value as Resource)['spec'])).toEqual(specs)
    }),
    { numRuns: 1000 },
  )
})
