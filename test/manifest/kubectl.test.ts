/** The same files read by the real kubectl, which needs no cluster for this. */
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { cachedAssets, isExecutable, onPath } from '../controlplane/assets.ts'
import { exec } from '../setup/exec.ts'

const kubectl = [process.env['KUBEBUILDER_ASSETS'] ?? '', cachedAssets(process.env)]
  .map((folder) => join(folder, 'kubectl'))
  .concat(onPath('kubectl', process.env) ?? [])
  .find(isExecutable)

const configMap = (name: string, data = 'x'): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n  value: ${data}\n`
const item = (name: string): string => `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}}`

/** What kubectl reads; undefined where it refuses the input. */
const readByKubectl = async (text: string): Promise<unknown[] | undefined> => {
  const args = [
    'annotate',
    '--local',
    '-f',
    '-',
    'agentgw.dev/read=yes',
    '-o',
    'json',
    '--kubeconfig=/dev/null',
  ]
  const { code, stdout } = await exec(kubectl ?? '', args, { input: text })
  if (code !== 0) return undefined
  // One JSON object after the other.
  const objects = JSON.parse(`[${stdout.replaceAll(/^}\n\{/gm, '},{')}]`) as {
    metadata: { annotations?: unknown }
  }[]
  for (const { metadata } of objects) delete metadata.annotations
  return objects
}

describe.skipIf(kubectl === undefined)('kubectl', () => {
  test.each([
    [
      'several documents',
      `# head\n---\n${configMap('a')}--- # next\n${configMap('b')}---\n# nothing\n---\nnull\n`,
    ],
    ['CR LF', configMap('a', '|\n    x\n    y').replaceAll('\n', '\r\n')],
    ['no line break at the end', configMap('a', '|\n    x').trimEnd()],
    ['a byte order mark', `\uFEFF${configMap('a')}`],
    ['a list', `apiVersion: v1\nkind: List\nitems:\n- ${item('a')}\n- ${item('b')}\n---\n${configMap('c')}`],
    ['a list of one kind', 'apiVersion: v1\nkind: ConfigMapList\nitems:\n- metadata: {name: a}\n'],
    [
      'JSON',
      '{\n\t"apiVersion": "v1", "kind": "ConfigMap",\n\t"metadata": {"name": "a\\/\\ud83d\\ude00"}\n}\n',
    ],
    ['scalars', configMap('a', '[y, 0777, 1_0, 12:30, 2001-01-01, ~, 1e3, .5, "y"]')],
    ['anchors and merges', configMap('a', '{a: &x {b: 1}, c: {b: 2, <<: *x}, d: *x}')],
    [
      'brackets closed further left',
      'apiVersion: v1\nkind: ConfigMap\nmetadata: {\n  name: a\n}\ndata: [\n1\n]\n',
    ],
  ])('reads %s as parse does', async (_, text) => {
    const { documents, findings } = parse('f.yaml', text)
    expect(findings).toEqual([])
    expect(documents.map(({ value }) => value)).toEqual(await readByKubectl(text))
  })

  test.each([
    [
      'a list in a list',
      `apiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: List, items: [${item('a')}]}\n`,
    ],
    ['a document on its marker', `${configMap('a')}--- ${item('b')}\n`],
    ['an escape of JSON in YAML', configMap('a', '"\\/"')],
    ['YAML 1.2', `%YAML 1.2\n---\n${configMap('a')}`],
    ['an anchor of another form', configMap('a', '&a.b 1')],
    ['infinity', configMap('a', '.inf')],
    ['text', 'hello\n'],
  ])('refuses %s as parse does', async (_, text) => {
    expect(await readByKubectl(text)).toBeUndefined()
    expect(parse('f.yaml', text).findings).not.toEqual([])
  })

  test('takes tabs where parse does', async () => {
    const text = [
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  labels: {b: c,\n    d: e}\ndata:\n  # f\n',
      '  plain: g\n  more: h\n    i\n  quoted: "j\n    k"\n  lit: |\n    l\n\n    m\n',
      '  list:\n  - n\n  - o: p\n    q:\n    - r\n  -\n    s: t\nend: 1\n',
    ].join('')
    const put = (at: number, tab: string): string => text.slice(0, at) + tab + text.slice(at)
    const texts: string[] = []
    for (let at = 0; at < text.length; at++) {
      if (text[at - 1] === '\n')
        for (const line of ['\t', '\t\n', '        \t\n', '\t# u\n']) texts.push(put(at, line))
      if (text[at] === ' ' || text[at] === '\n') texts.push(put(at, '\t'))
    }
    const some = texts.filter((_, i) => i % 4 === 0)
    const isRefused = (one: string): boolean => parse('f.yaml', one).findings.length > 0
    expect(some.filter(isRefused).length).toBeGreaterThan(10)
    for (const one of some)
      expect([one, isRefused(one)]).toEqual([one, (await readByKubectl(one)) === undefined])
  }, 60_000)

  test('ignores what follows `...`, and parse says so', async () => {
    const text = `${configMap('a')}...\n${configMap('b')}`
    expect(await readByKubectl(text)).toHaveLength(1)
    expect(parse('f.yaml', text).findings).toMatchObject([{ code: 'hidden-document', line: 7 }])
  })
})
