/** Bad input of every kind gives findings with a place, in time and memory that the input's size bounds; never an exception. */
import { describe, expect, it } from 'vitest'
import { parseBytes } from '../../src/manifest/parse-bytes.ts'
import { parse } from '../../src/manifest/parse.ts'
import type { Finding } from '../../src/model/finding.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { seeded } from '../validate/random.ts'

const VALID = `# A server of files.
apiVersion: agentgateway.dev/v1alpha1
kind: MCPBackend
metadata:
  name: filesystem
  labels: {app: "files", 'tier': tools}
  annotations:
    note: |
      several
      lines, é😀
spec:
  mcp:
    stdio: &server
      cmd: npx
      args: ["-y", '@modelcontextprotocol/server-filesystem@2026.8.31', /data]
      env:
      - {name: A, value: "1"}
    policies: {}
`
const JSON_TEXT = JSON.stringify({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name: 'a', annotations: { note: 'é😀 \\ " \n' } },
  spec: { mcp: { stdio: { cmd: 'npx', args: ['-y', 'x@1.0.0'] } } },
})

const judge = async (text: string, file = 'a.yaml'): Promise<readonly Finding[]> => {
  const { findings } = await validateDocuments([parse(file, text)], { namespace: 'a' })
  return findings
}

/** Each finding points into the text. */
const placed = (text: string, findings: readonly Finding[]): void => {
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)
  for (const { line = 0, column = 0, message } of findings) {
    expect(lines.length, message).toBeGreaterThanOrEqual(line)
    expect(line, message).toBeGreaterThan(0)
    expect(Array.from(lines[line - 1] ?? '').length + 1, message).toBeGreaterThanOrEqual(column)
    expect(column, message).toBeGreaterThan(0)
  }
}

describe('a valid file that is cut off at any byte', () => {
  it.each([
    ['YAML', VALID, 'a.yaml'],
    ['JSON', JSON_TEXT, 'a.json'],
    ['YAML with CR LF', VALID.replaceAll('\n', '\r\n'), 'a.yaml'],
  ])('%s', async (_name, text, file) => {
    expect(await judge(text, file)).toEqual([])
    const bytes = Buffer.from(text)
    let refused = 0
    for (let end = 0; end < bytes.length; end++) {
      const parsed = parseBytes(file, bytes.subarray(0, end))
      const { findings } = await validateDocuments([parsed], { namespace: 'a' })
      placed(parsed.text, findings)
      if (findings.length > 0) refused++
    }
    // JSON is whole or it is not; YAML is good for something from the end of `cmd: npx` on, at some places.
    expect(refused).toBeGreaterThan(bytes.length * (file === 'a.json' ? 0.99 : 0.7))
  })
})

describe('random changes of a valid file', () => {
  it.each([1, 2, 3, 4])('%i', async (seed) => {
    const random = seeded(seed)
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(random.chance(0.7) ? VALID : JSON_TEXT)
      for (let changes = 1 + random.below(4); changes > 0; changes--) {
        const at = random.below(bytes.length)
        bytes[at] = random.chance(0.5)
          ? random.below(256)
          : Buffer.from(
              random.pick([
                '[',
                '{',
                '}',
                ':',
                '&a',
                '*',
                '"',
                "'",
                '\t',
                '\r',
                '-',
                '?',
                '|',
                '%',
                '#',
                ',',
                '\0',
                '!',
              ]),
            )[0]!
      }
      const parsed = parseBytes('a.yaml', bytes)
      const { findings } = await validateDocuments([parsed], { namespace: 'a' })
      placed(parsed.text, findings)
    }
  })

  it('and bytes without any sense', async () => {
    const random = seeded(5)
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(Array.from({ length: random.below(400) }, () => random.below(256)))
      const parsed = parseBytes('a.yaml', bytes)
      placed(parsed.text, (await validateDocuments([parsed], { namespace: 'a' })).findings)
      if (bytes.some((byte) => byte >= 0x80) && parsed.findings[0]?.code === 'not-utf8') continue
      placed(parsed.text, await judge(bytes.toString('latin1').replace(/[\x80-\xff]/g, '')))
    }
  })
})

const deep = (open: string, close: string, times: number): string => open.repeat(times) + close.repeat(times)
const block = (times: number): string =>
  Array.from({ length: times }, (_, i) => `${' '.repeat(i)}a:\n`).join('')

describe.each<[string, string, string | undefined]>([
  ['brackets in brackets', `a: ${deep('[', ']', 20_000)}\n`, 'yaml-too-large'],
  ['brackets that are never closed', '['.repeat(200_000), 'yaml-too-large'],
  ['braces in braces', `${'{a: '.repeat(20_000)}1${'}'.repeat(20_000)}`, 'yaml-too-large'],
  ['JSON in JSON', `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`, 'yaml-too-large'],
  ['maps in maps', block(3000), 'yaml-too-large'],
  ['lists in lists', `${'- '.repeat(20_000)}a\n`, 'yaml-too-large'],
  ['keys that are maps', `${'? '.repeat(20_000)}a\n`, 'yaml-too-large'],
  [
    'aliases that double at each step',
    `a0: &a0 [x, x]\n${Array.from({ length: 40 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]\n`).join('')}`,
    'yaml-too-large',
  ],
  [
    'merges that double at each step',
    `a0: &a0 {k0: 1}\n${Array.from({ length: 200 }, (_, i) => `a${i + 1}: &a${i + 1} {<<: [*a${i}, *a${i}], k${i}x: 1}\n`).join('')}`,
    undefined,
  ],
  ['an alias of what is around it', 'a: &a [*a]\n', 'yaml-alias'],
  ['an alias of nothing', 'a: *b\n', 'yaml-alias'],
  ['a tab in the indentation', 'a:\n\tb: 1\n', 'yaml-tab'],
  [
    'lines with tabs between quotes',
    `kind: a\n${Array.from({ length: 20_000 }, (_, i) => `k${i}: v\n`).join('')}z: "a\n${'\tb\n'.repeat(20_000)}"\n`,
    undefined,
  ],
  ['every second line with a tab', `z: [\n${'\tb,\n  c,\n'.repeat(20_000)}]\n`, undefined],
  ['empty lines with tabs', `a: b\n${'   \t\n'.repeat(100_000)}`, undefined],
  ['a NUL', 'a: "b\0c"\n', 'yaml-control-character'],
  ['a bell', 'a: b\x07\n', 'yaml-control-character'],
  ['a mark of byte order in the middle', 'a: 1\n\uFEFFb: 2\n', undefined],
  ['a directive of another YAML', '%YAML 1.2\n---\na: 1\n', 'yaml-syntax'],
  ['a directive of no YAML', '%FOO bar\n---\na: 1\n', 'yaml-syntax'],
  ['a directive and no document', '%YAML 1.1\n', undefined],
  ['a tag of a language', 'a: !!python/object:os.system {}\n', undefined],
  ['an infinite number', 'a: .inf\n', 'yaml-value'],
  ['a key that is a list', '? [a]\n: 1\n', 'yaml-value'],
  [
    'keys that every object has',
    '__proto__: {a: 1}\nconstructor: {prototype: {a: 1}}\ntoString: 1\n',
    'missing-kind',
  ],
  ['a text that is no map', 'hello\n', 'not-an-object'],
  ['a list', '- a\n- b\n', 'not-an-object'],
  ['a number', '1\n', 'not-an-object'],
  ['a List of what is no object', 'apiVersion: v1\nkind: List\nitems: [1, null, [], a]\n', 'not-an-object'],
  [
    'a List in a List',
    'apiVersion: v1\nkind: List\nitems: [{apiVersion: v1, kind: List, items: []}]\n',
    'not-an-object',
  ],
])('%s', (_name, text, code) => {
  it(code === undefined ? 'is no reason to fail' : `is ${code}`, async () => {
    const findings = await judge(text)
    placed(text, findings)
    if (code === undefined) return
    expect(findings.map((finding) => finding.code)).toContain(code)
  })
})

describe('line ends', () => {
  it.each([
    ['CR LF', '\r\n'],
    ['CR', '\r'],
  ])('%s are as good as LF', async (_name, end) => {
    expect(await judge(VALID.replaceAll('\n', end))).toEqual([])
    const [finding] = await judge(VALID.replace('cmd: npx', 'cmd: 1').replaceAll('\n', end))
    expect(finding).toMatchObject({ line: 14, column: 12, code: 'wrong-type' })
  })
})

describe('encodings', () => {
  it.each<[string, Buffer, object | undefined]>([
    ['a byte order mark of UTF-8 is left out', Buffer.from(`\uFEFF${VALID}`), undefined],
    [
      'UTF-16, little end first',
      Buffer.from(`\uFEFF${VALID}`, 'utf16le'),
      { code: 'not-utf8', line: 1, column: 1 },
    ],
    [
      'UTF-16, big end first',
      Buffer.from(`\uFEFF${VALID}`, 'utf16le').swap16(),
      { code: 'not-utf8', line: 1 },
    ],
    ['Latin 1', Buffer.from('a: b\nc: caf\xe9\n', 'latin1'), { code: 'not-utf8', line: 2, column: 7 }],
    [
      'a character that is cut off',
      Buffer.from('a: 😀').subarray(0, 6),
      { code: 'not-utf8', line: 1, column: 4 },
    ],
    [
      'half a pair, as some programs write it',
      Buffer.from([0x61, 0x3a, 0x20, 0xed, 0xa0, 0xbd, 0x0a]),
      { code: 'not-utf8', line: 1, column: 4 },
    ],
    ['a byte in two', Buffer.from([0x61, 0x3a, 0x20, 0xc0, 0xaf, 0x0a]), { code: 'not-utf8' }],
  ])('%s', async (_name, bytes, expected) => {
    const { findings } = await validateDocuments([parseBytes('a.yaml', bytes)], { namespace: 'a' })
    if (expected === undefined) expect(findings).toEqual([])
    else expect(findings).toEqual([expect.objectContaining(expected)])
  })
})

describe('enormous numbers', () => {
  const digits = '9'.repeat(100_000)
  it.each([
    ['an integer', `args: [x]\n      workingDir: ${digits}`],
    ['a fraction', `workingDir: 0.${digits}`],
    ['an exponent', `workingDir: 1e${digits}`],
    ['a hexadecimal', `workingDir: 0x${'f'.repeat(100_000)}`],
    ['an octal', `workingDir: 0${'7'.repeat(100_000)}`],
    ['a binary', `workingDir: 0b${'1'.repeat(100_000)}`],
    ['underscores', `workingDir: 1${'_'.repeat(100_000)}`],
  ])('%s', async (_name, field) => {
    const text = VALID.replace('      cmd: npx', `      cmd: npx\n      ${field}`)
    placed(text, await judge(text))
  })
})
