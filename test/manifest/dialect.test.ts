/** YAML as Kubernetes reads it: held to what its own library makes of the same texts (fixtures/manifest). */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { build } from '../../src/manifest/build.ts'
import { readEvents } from '../../src/manifest/parser.ts'
import { keyOf, resolvePlain } from '../../src/manifest/scalars.ts'

interface Fact {
  readonly yaml: string
  readonly json?: unknown
  readonly error?: string
}

const facts = JSON.parse(
  readFileSync(join(import.meta.dirname, '../fixtures/manifest/yaml-facts.json'), 'utf8'),
) as readonly Fact[]

type Reading = { readonly value: unknown } | { readonly refused: readonly string[] }

const read = (yaml: string): Reading => {
  try {
    const { value, problems } = build(yaml, readEvents(yaml))
    return problems.length === 0 ? { value } : { refused: problems.map(({ message }) => message) }
  } catch (error) {
    return { refused: [(error as Error).message] }
  }
}

/**
 * Texts that this program refuses although the library takes them: on purpose (duplicate keys, a second
 * document that would be lost) or because nobody writes them so.
 */
const REFUSED = new Set([
  'a: 1\na: 2\n',
  '1: a\n"1": b\n',
  'a: {b: 1, b: 2}\n',
  'b:\n  <<: {k: 1}\n  <<: {k: 2}\n',
  'a: 1\n...\nb: 2\n',
  '{"a":1}{"b":2}\n',
  '{"a":1}\n{"b":2}\n',
  'a: "b"# c\n',
  'a: [b]# c\n',
  'f: {k:}\n',
  'f: {k:,l: 1}\n',
  'f: [k:]\n',
  'f: [?x]\n',
])
/** Texts whose refusal is parse()'s part, since it is about the stream and not about one document. */
const STREAM = new Set(['%FOO\n---\na: 1\n', '...\na: 1\n', 'a: \x85b\n', 'a: x\u2028y\n', 'a: x\u2029y\n'])

/** The last integer of 64 bits stays below 2^63 when it is rounded, where JSON.parse makes 2^63 of it. */
const [LAST_INT64, ROUNDED] = [String(2 ** 63 - 1024), String(2 ** 63)]

describe('a document', () => {
  test.each(facts.filter(({ error }) => error === undefined).map(({ yaml, json }) => [yaml, json]))(
    '%j is %j',
    (yaml, json) => {
      if (REFUSED.has(yaml)) expect(read(yaml)).toHaveProperty('refused')
      else
        expect(JSON.stringify(read(yaml)).replace(LAST_INT64, ROUNDED)).toBe(
          JSON.stringify({ value: sorted(json, yaml) }),
        )
    },
  )

  test.each(
    facts.filter(({ error, yaml }) => error !== undefined && !STREAM.has(yaml)).map(({ yaml }) => yaml),
  )('%j is refused', (yaml) => {
    expect(read(yaml)).toHaveProperty('refused')
  })
})

/** The library sorts keys; the order of the text is what a reader of diffs wants. */
const sorted = (json: unknown, yaml: string): unknown => {
  const reading = read(yaml)
  return 'value' in reading ? inOrderOf(json, reading.value) : json
}

const inOrderOf = (json: unknown, model: unknown): unknown => {
  if (Array.isArray(json))
    return json.map((item, i) => inOrderOf(item, Array.isArray(model) ? model[i] : undefined))
  if (typeof json !== 'object' || json === null) return json
  const keys = typeof model === 'object' && model !== null ? Object.keys(model) : []
  const rank = (key: string): number => (keys.includes(key) ? keys.indexOf(key) : keys.length)
  return Object.fromEntries(
    Object.entries(json)
      .sort(([a], [b]) => rank(a) - rank(b))
      .map(([key, value]) => [key, inOrderOf(value, (model as Record<string, unknown> | undefined)?.[key])]),
  )
}

describe('a plain scalar', () => {
  test('facts are many', () => {
    expect(facts.length).toBeGreaterThan(700)
  })

  test.each([
    ['y', true],
    ['off', false],
    ['0777', 511],
    ['0o777', 511],
    ['1_000', 1000],
    ['12:30:45', '12:30:45'],
    ['2001-01-01', '2001-01-01'],
    ['1e400', '1e400'],
    ['', null],
  ])('%s is %j', (text, value) => {
    expect(resolvePlain(text)).toBe(value)
  })

  test('a huge number does not take long', () => {
    expect(resolvePlain('9'.repeat(1_000_000))).toBe('9'.repeat(1_000_000))
    expect(resolvePlain(`0x${'f'.repeat(1_000_000)}`)).toBeTypeOf('string')
  })
})

test('a whole number larger than JavaScript knows is exact as a key', () => {
  expect(keyOf(resolvePlain('9007199254740993'), '9007199254740993')).toBe('9007199254740993')
})
