/** A file as it is read by its bytes is what its text says: the same documents, places and findings. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParsedFile, parse } from '../../src/manifest/parse.ts'
import { parseBytes } from '../../src/manifest/parse-bytes.ts'
import { readFile } from '../../src/manifest/read-file.ts'
import { corpus } from '../bench/corpus.ts'
import { seeded } from '../validate/random.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentgw-read-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true, force: true })
})

const shown = ({ file, text, documents, findings }: ParsedFile) => ({
  file,
  text,
  findings,
  documents: documents.map((document) => ({
    ...document,
    name: document.locate(['metadata', 'name']),
    last: document.locate(['spec', 'rules', 0, 'matches', 0, 'path'], 'key'),
  })),
})

const check = (text: string): void => {
  const file = join(folder, 'a.yaml')
  writeFileSync(file, text)
  expect(shown(readFile(file))).toEqual(shown(parse(file, text)))
}

const OBJECT =
  'apiVersion: v1\nkind: Secret\nmetadata:\n  name: a\n  labels: {b: "c", d: \'e\'}\ndata:\n- f\n'

describe('readFile', () => {
  it('reads what manifests are written in', () => {
    for (const { text } of corpus(300)) check(text)
  })

  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['comments only', '# a\n # b\n'],
    ['null', 'null\n'],
    ['a text', 'a\n'],
    ['a list', '- a: b\n'],
    ['no newline at its end', OBJECT.trimEnd()],
    ['a comment at its end', `${OBJECT}# b`],
    ['blanks at its end', `${OBJECT}   `],
    ['a marker at its head', `---\n${OBJECT}`],
    ['a marker with a comment', `--- # a\n${OBJECT}`],
    ['a marker and comments', `---\n# a\n\n${OBJECT}`],
    ['a comment before the marker', `# a\n---\n${OBJECT}`],
    ['a marker at its end', `${OBJECT}---\n`],
    ['a marker without a newline', `${OBJECT}---`],
    ['two documents', `${OBJECT}---\n${OBJECT}`],
    ['two markers at its head', `---\n---\n${OBJECT}`],
    ['the end of a document', `${OBJECT}...\n${OBJECT}`],
    ['the end of a document at its head', `...\n${OBJECT}`],
    ['a directive', `%YAML 1.1\n---\n${OBJECT}`],
    ['dashes in a value', `${OBJECT}b: ---\nc: ...\n`],
    ['CR LF', OBJECT.replaceAll('\n', '\r\n')],
    ['a byte order mark', `\uFEFF${OBJECT}`],
    ['what is not ASCII', `${OBJECT}b: é😀\n`],
    ['the mark for bad bytes', `${OBJECT}b: \uFFFD\n`],
    ['NUL', `${OBJECT}b: "\0"\n`],
    ['a tab', `${OBJECT}b:\tc\n`],
    ['JSON', JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } })],
    [
      'a List',
      'apiVersion: v1\nkind: List\nitems:\n- apiVersion: v1\n  kind: Secret\n  metadata: {name: a}\n',
    ],
    ['a List without items', 'apiVersion: v1\nkind: List\nmetadata: {name: a}\n'],
    ['a key twice', `${OBJECT}kind: Secret\n`],
    ['a key twice in brackets', `${OBJECT}b: {c: d, c: e}\n`],
    ['inherited names', `${OBJECT}constructor: a\ntoString: {valueOf: b}\n`],
    ['the name of what is inherited from', `${OBJECT}__proto__: {a: b}\n`],
    ['a quoted one', `${OBJECT}"__proto__": {a: b}\n`],
    ['words that mean something', `${OBJECT}b: yes\nc: ~\nd: 0x1F\ne: 1_0\nf: 0777\n"true": true\n`],
    ['words that mean something as keys', `${OBJECT}yes: b\n`],
    ['long words', `${OBJECT}b: ${'c'.repeat(65)}\n${'d'.repeat(65)}: "${'e'.repeat(300)}"\n`],
    ['a key that is too long', `${OBJECT}${'d'.repeat(201)}: e\n`],
    ['many comments', `${OBJECT}${'# e\n'.repeat(2000)}`],
    ['more than is read at once', `${OBJECT}${'# é\n'.repeat(8000)}`],
    ['no YAML', 'a: [\n'],
  ])('reads a file with %s', (_, text) => {
    check(text)
  })

  it('does not take a word for another of the same hash', () => {
    // 'Aa' and 'BB' have one, and so has what is made of them.
    for (const value of ['AaAa', 'BBBB', 'AaBB', 'BBAa', 'AaAa'])
      check(`${OBJECT}${value}: ${value}\nb: "${value}"\n`)
  })

  it('reads what chance makes of the bytes as bytes are read', () => {
    const random = seeded(7)
    const file = join(folder, 'a.yaml')
    for (let round = 0; round < 500; round++) {
      const bytes = Buffer.from(OBJECT)
      for (let changes = 1 + random.below(3); changes > 0; changes--)
        bytes[random.below(bytes.length)] = random.chance(0.5) ? random.below(256) : 32 + random.below(95)
      writeFileSync(file, bytes)
      expect(shown(readFile(file))).toEqual(shown(parseBytes(file, bytes)))
    }
  })

  it('keeps what was read while others are read', () => {
    const texts = Array.from({ length: 2000 }, (_, i) => OBJECT.replace('name: a', `name: a-${i}`))
    const files = texts.map((text, i) => {
      const file = join(folder, `${i}.yaml`)
      writeFileSync(file, text)
      return file
    })
    const read = files.map(readFile)
    expect(read.map(({ text }) => text)).toEqual(texts)
    expect(read.map(({ documents }) => documents[0]?.value)).toEqual(
      texts.map((text, i) => parse(files[i] ?? '', text).documents[0]?.value),
    )
  })
})
