/** Taking documents out and putting them back: files come back byte for byte. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { UserError } from '../../src/errors.ts'
import { cut, putBack } from '../../src/manifest/cut.ts'
import { parse } from '../../src/manifest/parse.ts'
import type { ManifestDocument } from '../../src/model/document.ts'
import type { Piece } from '../../src/model/piece.ts'
import { manifestFile } from './manifest-file.ts'

const nameOf = ({ value }: ManifestDocument): string =>
  (value as { metadata: { name: string } }).metadata.name
const values = (text: string | undefined): unknown[] => {
  const parsed = parse('f.yaml', text ?? '')
  expect(parsed.findings).toEqual([])
  return parsed.documents.map(({ value }) => value)
}
const named = (text: string, ...wanted: string[]): ManifestDocument[] =>
  parse('f.yaml', text).documents.filter((document) => wanted.includes(nameOf(document)))

/** Cuts the named documents out one call after another, as several revocations would. */
const cutAll = (text: string, groups: readonly (readonly string[])[]) => {
  let current: string | undefined = text
  const pieces: Piece[] = []
  for (const group of groups) {
    const parsed = parse('f.yaml', current ?? '')
    const documents = parsed.documents.filter((document) => group.includes(nameOf(document)))
    const result = cut(parsed, documents, pieces)
    current = result.after
    pieces.push(...result.pieces)
  }
  return { current, pieces }
}

const TWO = '# about a\nmetadata: {name: a}\n---\n# about b\nmetadata: {name: b}\n'

describe('a document', () => {
  test('goes with its own comments and leaves the others', () => {
    const { after, pieces } = cut(parse('f.yaml', TWO), named(TWO, 'a'))
    expect(after).toBe('---\n# about b\nmetadata: {name: b}\n')
    expect(pieces[0]?.text).toBe('# about a\nmetadata: {name: a}\n')
    expect(putBack(after, pieces)).toBe(TWO)
  })

  test('that is the last one takes the file with it', () => {
    const { after, pieces } = cut(parse('f.yaml', TWO), named(TWO, 'a', 'b'))
    expect(after).toBeUndefined()
    expect(putBack(undefined, pieces)).toBe(TWO)
  })

  test('that is alone leaves the comment above it', () => {
    const text = '# our tools\n---\nmetadata: {name: a}\n'
    const { after, pieces } = cut(parse('f.yaml', text), named(text, 'a'))
    expect(after).toBe('# our tools\n')
    expect(putBack(after, pieces)).toBe(text)
  })

  test('survives JSON, as the stash keeps it', () => {
    const { after, pieces } = cut(parse('f.yaml', TWO), named(TWO, 'b'))
    expect(putBack(after, JSON.parse(JSON.stringify(pieces)) as Piece[])).toBe(TWO)
  })
})

describe('an edited file', () => {
  test('keeps all edits, and the document goes beside its old neighbour', () => {
    const text = 'metadata: {name: a}\n---\nmetadata: {name: b}\n---\nmetadata: {name: c}\n'
    const { pieces } = cut(parse('f.yaml', text), named(text, 'b'))
    expect(
      putBack('metadata: {name: a2}\n---\nmetadata: {name: c}\n---\nmetadata: {name: d}\n', pieces),
    ).toBe(
      'metadata: {name: a2}\n---\nmetadata: {name: b}\n---\nmetadata: {name: c}\n---\nmetadata: {name: d}\n',
    )
  })

  test('gets a marker and a line break only where they are missing', () => {
    const { pieces } = cut(parse('f.yaml', TWO), named(TWO, 'a'))
    expect(putBack('metadata: {name: b2}', pieces)).toBe(
      '# about a\nmetadata: {name: a}\n---\nmetadata: {name: b2}',
    )
    const { pieces: last } = cut(parse('f.yaml', TWO), named(TWO, 'b'))
    expect(putBack('metadata: {name: z}', last)).toBe(
      'metadata: {name: z}\n---\n# about b\nmetadata: {name: b}\n',
    )
  })

  test('property: the edits and the document are all there', () => {
    fc.assert(
      fc.property(
        manifestFile,
        manifestFile,
        fc.integer({ min: 0, max: 20 }),
        ({ text, names }, other, pick) => {
          const name = names[pick % names.length] ?? ''
          const document = named(text, name)
          const { pieces } = cut(parse('f.yaml', text), document)
          const back = values(putBack(other.text, pieces))
          expect(back).toHaveLength(other.names.length + 1)
          expect(back).toEqual(
            expect.arrayContaining([...values(other.text), ...document.map(({ value }) => value)]),
          )
        },
      ),
    )
  })
})

describe('any documents, in any grouping and order', () => {
  test('property: come back byte for byte, and the rest is whole at every moment', () => {
    fc.assert(
      fc.property(
        manifestFile.chain((file) =>
          fc.record({
            file: fc.constant(file),
            taken: fc.shuffledSubarray([...file.names], { minLength: 1 }),
            groups: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 30, maxLength: 30 }),
            order: fc.infiniteStream(fc.nat()).map((stream) => [...stream.take(30)]),
          }),
        ),
        ({ file: { text }, taken, groups, order }) => {
          const before = new Map(
            parse('f.yaml', text).documents.map((document) => [nameOf(document), document.value]),
          )
          const left = [...taken]
          const grouped = groups.map((size) => left.splice(0, size)).filter((group) => group.length > 0)
          const { current, pieces } = cutAll(text, grouped)
          const gone = new Set(taken)
          const rest = (): unknown[] =>
            [...before].flatMap(([name, value]) => (gone.has(name) ? [] : [value]))
          expect(values(current)).toEqual(rest())
          const waiting = pieces.map((piece, i) => ({
            piece,
            name: grouped.flatMap((group) => inFile(before, group))[i] ?? '',
          }))
          let now = current
          for (const pick of order) {
            const [next] = waiting.splice(pick % Math.max(waiting.length, 1), 1)
            if (next === undefined) break
            now = putBack(now, [next.piece])
            gone.delete(next.name)
            expect(values(now)).toEqual(rest())
          }
          expect(now).toBe(text)
        },
      ),
      { numRuns: 300 },
    )
  })
})

/** Documents are cut in the file's order. */
const inFile = (before: ReadonlyMap<string, unknown>, group: readonly string[]): string[] =>
  [...before.keys()].filter((name) => group.includes(name))

describe('an item of a list', () => {
  const list = 'apiVersion: v1\nkind: List\nitems:\n# one\n- metadata: {name: a}\n- metadata:\n    name: b\n'

  test('leaves the list to the others, and the whole document goes with the last', () => {
    const { after, pieces } = cut(parse('f.yaml', list), named(list, 'a'))
    expect(after).toBe('apiVersion: v1\nkind: List\nitems:\n# one\n- metadata:\n    name: b\n')
    const second = cut(parse('f.yaml', after ?? ''), named(after ?? '', 'b'), pieces)
    expect(second.after).toBeUndefined()
    expect(putBack(putBack(undefined, second.pieces), pieces)).toBe(list)
  })

  test('of JSON is cut between the commas', () => {
    const json =
      '{"kind": "List", "items": [\n  {"metadata": {"name": "a"}},\n  {"metadata": {"name": "b"}}\n]}\n'
    const { after, pieces } = cut(parse('f.json', json), named(json, 'a'))
    expect(JSON.parse(after ?? '')).toEqual({ kind: 'List', items: [{ metadata: { name: 'b' } }] })
    expect(putBack(after, pieces)).toBe(json)
  })

  test('goes into a list of its own where its own is not there', () => {
    const { pieces } = cut(parse('f.yaml', list), named(list, 'a'))
    const other = 'kind: List\nitems:\n- metadata: {name: x}\n'
    expect(
      values(putBack(other, pieces)).map((value) => (value as { metadata: { name: string } }).metadata.name),
    ).toEqual(['a', 'x'])
  })

  test.each([
    ['an anchor that another item uses', 'kind: List\nitems:\n- metadata: &m {name: a}\n- metadata: *m\n'],
    [
      'an alias to another item',
      'kind: List\nitems:\n- metadata: &m {name: b}\n- metadata: {name: a, labels: *m}\n',
    ],
    ['no line of its own', 'kind: List\n? items\n: - metadata: {name: a}\n'],
  ])('with %s is refused', (_, text) => {
    const attempt = (): unknown => cut(parse('f.yaml', text), named(text, 'a').slice(0, 1))
    expect(attempt).toThrow(UserError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'not-separable' }) as Error)
  })
})
