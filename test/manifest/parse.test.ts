/** Files as documents and findings: what is read, what is objected to, and where. */
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'

const read = (text: string) => parse('f.yaml', text)
const values = (text: string) => read(text).documents.map(({ value }) => value)
/** `code line:column path` of each finding. */
const found = (text: string): string[] =>
  read(text).findings.map(({ code, line, column, path }) =>
    `${code} ${line ?? 0}:${column ?? 0} ${path ?? ''}`.trim(),
  )

describe('documents', () => {
  test('are split by markers, and empty ones are skipped', () => {
    const { documents, findings } = read(
      '# head\n---\na: 1\n--- # next\n\n---\n# nothing\n---\nnull\n---\nb: 2\n...\n',
    )
    expect(findings).toEqual([])
    expect(documents.map(({ value, index }) => [value, index])).toEqual([
      [{ a: 1 }, 0],
      [{ b: 2 }, 2],
    ])
  })

  test.each(['', '\n', '# only a comment', '---\n', '\uFEFF', '---\n---\n...\n'])('%j holds none', (text) => {
    expect(read(text)).toMatchObject({ documents: [], findings: [] })
  })

  test('of a file with CR LF and a byte order mark are the same', () => {
    expect(values('\uFEFFa: 1\r\n---\r\nb: |\r\n  x\r\n')).toEqual([{ a: 1 }, { b: 'x\n' }])
    const [document] = parse('f.yaml', 'b: |\r\n  x\r\n').documents
    expect(document?.locate(['b'])).toEqual({ line: 1, column: 4 })
  })

  test('with directives keep them', () => {
    expect(values('%YAML 1.1\n---\na: y\n...\n%TAG !e! tag:e,2026:\n---\nb: !e!x 1\n')).toEqual([
      { a: true },
      { b: '1' },
    ])
  })

  test('a mistake in one leaves the others', () => {
    const text = 'a: 1\n---\nb: [\n---\nc: 3\n'
    expect(values(text)).toEqual([{ a: 1 }, { c: 3 }])
    expect(found(text)).toEqual(['yaml-syntax 3:4'])
  })

  test('a marker inside a block scalar is text', () => {
    expect(values('a: |\n  ---\n  x\n')).toEqual([{ a: '---\nx\n' }])
  })

  test('__proto__ is a key like any other', () => {
    const [value] = values('__proto__: {polluted: 1}\nconstructor: 2\n')
    expect(Object.keys(value as object)).toEqual(['__proto__', 'constructor'])
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined()
  })
})

describe('a list', () => {
  test('gives its items as documents', () => {
    const { documents } = read('kind: List\nitems:\n- {a: 1}\n- {b: 2}\n')
    expect(documents.map(({ value, index, item }) => [value, index, item])).toEqual([
      [{ a: 1 }, 0, 0],
      [{ b: 2 }, 0, 1],
    ])
    expect(documents[1]?.locate(['b'])).toEqual({ line: 4, column: 7 })
  })

  test('of one kind gives it to its items', () => {
    expect(values('apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n')).toEqual([
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } },
    ])
  })

  test('without items is empty, and its bad items are findings', () => {
    expect(read('kind: List\nitems: []\n')).toMatchObject({ documents: [], findings: [] })
    expect(found('kind: List\nitems:\n- a\n- {kind: List, items: []}\n')).toEqual([
      'not-an-object 3:3',
      'not-an-object 4:3',
    ])
  })
})

describe('findings', () => {
  test.each([
    ['a duplicate key', 'a: 1\nb:\n  c: 1\n  "c": 2\n', ['duplicate-key 4:3 b.c']],
    ['every duplicate key', 'a: 1\na: 2\na: 3\n', ['duplicate-key 2:1 a', 'duplicate-key 3:1 a']],
    ['a duplicate key of JSON', '{\n\t"a": 1,\n\t"a": 2\n}\n', ['duplicate-key 3:2 a']],
    ['keys that are one in JSON', '1: a\n"1": b\n', ['duplicate-key 2:1 1']],
    ['a tab', 'a:\n\tb: 1\n', ['yaml-tab 2:1']],
    ['a tab behind a dash', 'a:\n-\tb\n', ['yaml-tab 2:2 a']],
    ['a tab and nothing', 'a: 1\n\t\nb: 2\n', ['yaml-tab 2:1 a']],
    ['a tab and a comment', 'a:\n  b: 1\n  \t# c\n  d: 2\n', ['yaml-tab 3:3 a.b']],
    ['a package without quotes', 'a:\n- @b/c@1\n', ['yaml-syntax 2:3']],
    ['bad indentation', 'a:\n  b: 1\n c: 2\n', ['yaml-syntax 3:2']],
    ['an open bracket', 'a: [1\n', ['yaml-syntax 1:4']],
    ['an open quote', 'a: "x\n', ['yaml-syntax 1:4']],
    ['NUL', 'a: "x\0"\n', ['yaml-control-character 1:6']],
    ['a control character in a comment', 'a: 1 # \x07\n', ['yaml-control-character 1:8 a']],
    ['an old line break', 'a: x\u2028y\n', ['yaml-control-character 1:5 a']],
    ['a list as a document', '- a\n', ['not-an-object 1:1']],
    ['text as a document', '---\n\nhello\n', ['not-an-object 3:1']],
    ['an unknown alias', 'a: *x\n', ['yaml-alias 1:4 a']],
    ['an alias to itself', 'a: &x\n  b: *x\n', ['yaml-alias 2:6 a.b']],
    ['a merge of a scalar', 'a:\n  <<: 1\n', ['yaml-alias 2:3 a.<<']],
    ['infinity', 'a:\n- .inf\n', ['yaml-value 2:3 a[0]']],
    ['null as a key', 'a: {~: 1}\n', ['yaml-value 1:5 a.']],
    ['a mapping as a key', 'a:\n  ? {b: 1}\n  : 2\n', ['yaml-value 2:5 a.']],
    ['a tag that does not fit', 'a: !!int x\n', ['yaml-value 1:10 a']],
    ['YAML 1.2', '%YAML 1.2\n---\na: 1\n', ['yaml-syntax 1:1']],
    ['an unknown directive', '%FOO bar\n---\na: 1\n', ['yaml-syntax 1:1']],
    ['a document on its marker', 'a: 1\n--- {b: 2}\n', ['yaml-syntax 2:5']],
    ['a document that kubectl ignores', 'a: 1\n...\nb: 2\n', ['hidden-document 3:1']],
    ['depth', `${'['.repeat(5000)}\n`, ['yaml-too-large 1:300']],
  ])('%s', (_, text, expected) => {
    const parsed = read(text)
    expect(found(text).map((line) => line.replace('a[<<]', 'a.<<').replace('a[]', 'a.'))).toEqual(expected)
    for (const finding of parsed.findings)
      expect(finding).toMatchObject({ severity: 'error', stage: 'file', file: 'f.yaml' })
  })

  test('name the resource that they are in', () => {
    const [finding] = read(
      'apiVersion: v1\nkind: A\nmetadata: {name: one, namespace: some, name: one}\n',
    ).findings
    expect(finding?.resource).toEqual({ apiVersion: 'v1', kind: 'A', namespace: 'some', name: 'one' })
  })

  test('aliases that unfold without end are one finding, and quick', () => {
    const levels = Array.from(
      { length: 30 },
      (_, i) =>
        `l${i}: &l${i} [${Array(9)
          .fill(i === 0 ? 'x' : `*l${i - 1}`)
          .join(', ')}]`,
    )
    expect(read(levels.join('\n')).findings.map(({ code }) => code)).toEqual(['yaml-too-large'])
  })

  test('columns count characters', () => {
    expect(found('a: {"\u{1F600}\u{1F600}": 1, b: .nan}\n')).toEqual(['yaml-value 1:17 a.b'])
  })
})

describe('locate', () => {
  const text = [
    '# head',
    '---',
    'metadata: &m',
    '  name: a',
    'spec:',
    '  list:',
    '  - x: 1',
    '  - "quoted"',
    '  - {k: [1, 2]}',
    '  script: | # run',
    '    echo',
    '  empty:',
    '  again: *m',
    '  merged:',
    '    <<: *m',
    '    y: 1',
  ].join('\n')
  const [document] = read(text).documents

  test.each([
    [[], 'value', '3:1'],
    [['metadata', 'name'], 'value', '4:9'],
    [['metadata', 'name'], 'key', '4:3'],
    [['spec', 'list', 0, 'x'], 'value', '7:8'],
    [['spec', 'list', 1], 'value', '8:5'],
    [['spec', 'list', 2, 'k', 1], 'value', '9:13'],
    [['spec', 'script'], 'value', '10:11'],
    [['spec', 'empty'], 'value', '12:3'],
    [['spec', 'empty', 'deeper'], 'value', '12:3'],
    [['spec', 'nowhere'], 'value', '6:3'],
    [['spec', 'list', 9], 'value', '7:3'],
    [['spec', 'again', 'name'], 'value', '4:9'],
    [['spec', 'merged', 'name'], 'key', '4:3'],
    [['spec', 'merged', 'true'], 'key', '16:5'],
  ] as const)('%j %s is at %s', (path, part, place) => {
    const position = document?.locate(path, part)
    expect(`${position?.line ?? 0}:${position?.column ?? 0}`).toBe(place)
  })

  test('after lines that Kubernetes allows to stand further left', () => {
    const [flow] = read('a:\n  b: [\n    1,\n  ]\n  c: {\nd: 2}\n').documents
    expect(flow?.value).toEqual({ a: { b: [1], c: { d: 2 } } })
    expect(flow?.locate(['a', 'c', 'd'])).toEqual({ line: 6, column: 4 })
    expect(flow?.locate(['a', 'c'], 'key')).toEqual({ line: 5, column: 3 })
  })
})

describe('what does not end', () => {
  test.each([
    ['a: "b\nc: 1\n', 'yaml-syntax 1:4'],
    ["a: 'it''s\n", 'yaml-syntax 1:4'],
    ['# "x\na: it"s\nb: {c: "d\\"e}\n', 'yaml-syntax 3:8'],
    ['a: |\n  "x\nb: "y\n', 'yaml-syntax 3:4'],
    ['a: {b: {c: d}\n', 'yaml-syntax 1:4'],
    ['a: {b: [c, {d: e}\n', 'yaml-syntax 1:8'],
    ['a: {b: "[", c: d # {\n', 'yaml-syntax 1:4'],
    ['{"a": {"b": [1, 2}', 'yaml-syntax 1:18'],
    ['{"a":\n  {"b": [1, 2]\n', 'yaml-syntax 2:3'],
  ])('is told where it begins: %j', (text, finding) => {
    expect(found(text)).toEqual([finding])
  })
})

describe('a template that is not rendered', () => {
  test.each([
    ['kind: {{ .Values.kind }}\n', 'yaml-syntax 1:7'],
    ['a: 1\n{{- if .Values.b }}\nb: 2\n{{- end }}\n', 'yaml-syntax 2:1'],
    ['a:\n  {{- toYaml .Values | nindent 2 }}\n', 'yaml-syntax 2:3'],
  ])('is told as what it is: %j', (text, finding) => {
    expect(found(text)).toEqual([finding])
    expect(read(text).documents).toEqual([])
    expect(read(text).findings[0]?.hint).toContain('helm template')
  })

  test('is text in quotes, and no matter where something else is wrong before it', () => {
    expect(found('a: "{{ .Values.a }}"\nb: x {{c}}\n')).toEqual([])
    expect(found('a: 1\na: 2\nb: {{ .c }}\n')[0]).toBe('duplicate-key 2:1 a')
  })
})
