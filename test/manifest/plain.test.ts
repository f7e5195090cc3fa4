/**
 * The reader of plain YAML against the parser that reads all of it: where the first gives a value, the second gives
 * the same value, to the order of the keys, and has nothing to object to.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { build } from '../../src/manifest/build.ts'
import { badCharacters } from '../../src/manifest/characters.ts'
import { readEvents } from '../../src/manifest/parser.ts'
import { readPlain } from '../../src/manifest/plain.ts'
import { contentStart, splitDocuments } from '../../src/manifest/split.ts'
import { corpus } from '../bench/corpus.ts'
import { type Random, seeded } from '../validate/random.ts'

const full = (text: string): { readonly value: unknown; readonly problems: readonly unknown[] } => {
  try {
    const events = readEvents(text)
    const { value, problems } = build(text, events)
    return { value, problems: [...badCharacters(text, events), ...problems] }
  } catch (error) {
    return { value: undefined, problems: [error] }
  }
}

/** -0 and the order of the keys are told apart, too. */
const shown = (value: unknown): string =>
  JSON.stringify(value, (_, one: unknown) => (Object.is(one, -0) ? '-0' : one))

/** Every document of the text; gives how many of them are plain. */
const compare = (text: string): { documents: number; plain: number } => {
  let documents = 0
  let plain = 0
  for (const range of splitDocuments(text)) {
    const content = contentStart(text, range)
    if (content >= range.end) continue
    documents++
    const own = text.slice(range.start, range.end)
    const value = readPlain(own, content - range.start)
    if (value === undefined) continue
    plain++
    const expected = full(own)
    if (expected.problems.length > 0 || shown(value) !== shown(expected.value))
      expect({ text: own, value, problems: [] }).toEqual({ text: own, ...expected })
  }
  return { documents, plain }
}

const ROOT = join(import.meta.dirname, '../..')
const filesIn = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => readFileSync(join(ROOT, folder, name), 'utf8'))

const PIECES = [
  ...Array.from('\n\n  :,-#?{}[]"\'|>&*!%@`~=<\\$_.0159aeynNoT'),
  ': ',
  '- ',
  '\n- ',
  '\n  ',
  '\n---\n',
  '\n...\n',
  ' #',
  '\t',
  '\r\n',
  '<<: ',
  '0x1F',
  '1_000',
  '.inf',
  '-.5e3',
  '1e400',
  '12:30',
  'null',
  'a: b',
  '"a": 1',
  "'it''s'",
  '{a: b}',
  '[a, b: c]',
  '[]',
  '{}',
  'é',
  '\u0085',
  '__proto__: x',
  'constructor: x',
]

const mutated = (text: string, random: Random): string => {
  let result = text
  for (let changes = 1 + random.below(3); changes > 0; changes--) {
    const at = random.below(result.length + 1)
    const removed = random.chance(0.5) ? random.below(4) : 0
    const added = random.chance(0.8) ? random.pick(PIECES) : ''
    result = result.slice(0, at) + added + result.slice(at + removed)
  }
  return result
}

const made = (random: Random): string => {
  let text = ''
  for (let length = 1 + random.below(12); length > 0; length--) text += random.pick(PIECES)
  return text
}

/** A mapping of a few lines, so that there is more around the pieces than in between. */
const SMALL = [
  'a: b\nc:\n  d: e\n  f:\n    - g\n    - h: i\n      j: k\nl: [m, n]\n',
  'a:\n- b\n- c: d\n  e: "f"\ng: {h: i, j: \'k\'}\n# l\nm: 1\n',
  '- a\n- b: c\n-  d: e\n   f: g\n',
]

describe('plain YAML', () => {
  it('is what manifests are written in', () => {
    for (const { text } of corpus(200)) expect(compare(text)).toEqual({ documents: 1, plain: 1 })
    const examples = filesIn('manifests').map(compare)
    const sum = (of: (counts: { documents: number; plain: number }) => number): number =>
      examples.reduce((total, counts) => total + of(counts), 0)
    expect(sum(({ plain }) => plain)).toBeGreaterThan(0.5 * sum(({ documents }) => documents))
  })

  it('agrees on the CRDs', () => {
    filesIn('schemas/crds').forEach(compare)
  })

  it.each([
    ['', undefined],
    ['a', undefined],
    ['a: b', { a: 'b' }],
    ['---\n# c\n\na: b # d\n', { a: 'b' }],
    ['a:\n  b:', { a: { b: null } }],
    ['a:\n- b\n-   c: d\n    e: f\ng: h', { a: ['b', { c: 'd', e: 'f' }], g: 'h' }],
    ['a: [b, "c, d", {e: f}, []]', { a: ['b', 'c, d', { e: 'f' }, []] }],
    ['a: y\nb: 0777\nc: ~\nd: 1_0', { a: true, b: 511, c: null, d: 10 }],
    ['a: http://b:80/#c', { a: 'http://b:80/#c' }],
    ['a: --b', undefined],
    ['a: -b', { a: '-b' }],
    ['  a: b\n  c: d', { a: 'b', c: 'd' }],
  ])('%j', (text, value) => {
    expect(readPlain(text, contentStart(text, { start: 0, end: text.length }))).toEqual(value)
    compare(text)
  })

  it.each([
    'a: b\na: c',
    'a: b: c',
    'a: b\n  c',
    'a: |\n  b',
    'a: &b c',
    'a: {b: c',
    'a: "b\\n"',
    "a: 'b''c'",
    'a: .inf',
    'y: a',
    '1: a',
    '? a\n: b',
    'a: b\r\n',
    'a:\tb',
    'a: é',
    'a: [b?]',
    'a: {b: c,}',
    '<<: {a: b}',
    'a:\n    b: c\n  d: e',
    'a: b\n- c',
    '- a\nb: c',
    '%YAML 1.2\n---\na: b',
    '__proto__: a',
    `a: ${'{a: '.repeat(100)}${'}'.repeat(100)}`,
  ])('leaves %j to the parser', (text) => {
    const [range] = splitDocuments(text)
    expect(readPlain(text, contentStart(text, range!))).toBeUndefined()
  })

  it('agrees on what chance makes of it', () => {
    const random = seeded(1)
    const manifests = [...[...corpus(60)].map(({ text }) => text), ...SMALL]
    let plain = 0
    for (let i = 0; i < 20_000; i++) plain += compare(mutated(random.pick(SMALL), random)).plain
    for (let i = 0; i < 4_000; i++) plain += compare(mutated(random.pick(manifests), random)).plain
    for (let i = 0; i < 20_000; i++) plain += compare(made(random)).plain
    // Else it would hold the two to nothing.
    expect(plain).toBeGreaterThan(5_000)
  })
})
