/** Values changed in place: what the text looks like afterwards. */
import { describe, expect, test } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { parse } from '../../../src/manifest/parse.ts'
import { revise } from '../../../src/manifest/revise/revise.ts'

/** Gives one document another value. */
const revised = (text: string, value: unknown): string => {
  const parsed = parse('f.yaml', text)
  return revise(parsed, [{ document: parsed.documents[0]!, value }])
}

type Case = readonly [name: string, from: string, value: unknown, to: string]

const SCALARS: readonly Case[] = [
  [
    'keeps its quotes and the comment behind it',
    `a: 'x' # one\nb: "q"   # two\nc:   z # three\nd: 1\n`,
    { a: "it's", b: 'no', c: 'yes', d: 2 },
    `a: 'it''s' # one\nb: "no"   # two\nc:   "yes" # three\nd: 2\n`,
  ],
  [
    'that was a block of text stays one',
    's: |  # why\n  text\n  more\n\n# c\nt: >-\n  folded\n  line\n',
    { s: 'one\n', t: 'two' },
    's: |  # why\n  one\n\n# c\nt: >-\n  two\n',
  ],
  [
    'becomes a block of text where it has several lines',
    's: x # c\nt: 1',
    { s: 'one\ntwo\n', t: 'three\nfour' },
    's: | # c\n  one\n  two\nt: |-\n  three\n  four',
  ],
  ['is written where nothing was', 'a:   # c\nb:', { a: 1, b: '' }, 'a: 1   # c\nb: ""'],
  [
    'becomes a mapping below its key',
    'a: x # c\nb: 1\n',
    { a: { c: [1, 2], d: {} }, b: 1 },
    'a: # c\n  c: [1, 2]\n  d: {}\nb: 1\n',
  ],
]

const MAPPINGS: readonly Case[] = [
  [
    'takes a new key behind its last, as deep and in the style of the file',
    'spec:\n    a:\n        b: 1 # b\n        l:\n        - x\n\n# the end\n',
    { spec: { a: { b: 1, l: ['x'], d: { e: [{ f: 1, g: 'x' }], h: '1e3' } } } },
    'spec:\n    a:\n        b: 1 # b\n        l:\n        - x\n        d:\n            e:\n            - f: 1\n              g: x\n            h: "1e3"\n\n# the end\n',
  ],
  [
    'that was empty',
    'a: {} # c\nb: 1\n',
    { a: { tools: { deny: ['a*'] } }, b: 1 },
    'a: # c\n  tools:\n    deny: ["a*"]\nb: 1\n',
  ],
  [
    'loses a key with the comments that are its own',
    '# file\n\nkind: A\n# one\n# more\na: 1 # behind\n  # below\n\n# apart\n\n# two\nb: 2\n',
    { kind: 'A', b: 2 },
    '# file\n\nkind: A\n\n# apart\n\n# two\nb: 2\n',
  ],
  ['loses its last key', 'a: # c\n  # b\n  b: 1\nd: 1\n', { a: {}, d: 1 }, 'a: {} # c\nd: 1\n'],
  [
    'on the line of a dash loses its first key',
    'l:\n- name: a # n\n  # about b\n  b: 1\n',
    { l: [{ b: 1 }] },
    'l:\n- # about b\n  b: 1\n',
  ],
  [
    'between brackets',
    'a: {x: 1, "y": 2} # c\nb: { z: 1 }\nd: {e: 1}\n',
    { a: { y: 2, m: 'no' }, b: { z: 1, w: [1] }, d: {} },
    'a: {"y": 2, m: "no"} # c\nb: { z: 1, w: [1] }\nd: {}\n',
  ],
]

const LISTS: readonly Case[] = [
  [
    'takes items in, and lets them go with their comments',
    'l:\n# one\n- a # A\n# two\n- b # B\n\n- c\n',
    { l: ['z', 'a', 'c', 'd'] },
    'l:\n- z\n# one\n- a # A\n\n- c\n- d\n',
  ],
  [
    'in another order keeps the comments at their items',
    'l:\n  # first\n  - name: a # A\n    value: 1\n  # second\n  - name: b\n    value: 2\nother: 1\n',
    { l: [{ name: 'b', value: 3 }, { name: 'n' }, { name: 'a', value: 1 }], other: 1 },
    'l:\n  # second\n  - name: b\n    value: 3\n  - name: "n"\n  # first\n  - name: a # A\n    value: 1\nother: 1\n',
  ],
  [
    'an item without a name is known by what it shares',
    'l:\n- port: 1 # one\n  host: a\n- port: 2 # two\n  host: b\n',
    { l: [{ port: 2, host: 'c' }] },
    'l:\n- port: 2 # two\n  host: c\n',
  ],
  ['that loses all', 'l: # c\n- a\nb: 1\n', { l: [], b: 1 }, 'l: [] # c\nb: 1\n'],
  ['between brackets', 'l: [a, "b", c] # c\n', { l: ['a', 'q', 'b'] }, 'l: [a, q, "b"] # c\n'],
  [
    'between brackets on several lines',
    'l: [\n  a, # A\n  # about b\n  b, # B\n  c # C\n]\n',
    { l: ['a', 'c', 'd'] },
    'l: [\n  a, # A\n  c, # C\n  d\n]\n',
  ],
]

const FILES: readonly Case[] = [
  [
    'with CR LF and a byte order mark',
    '\uFEFFa:\r\n  b: 1\r\n',
    { a: { b: 1, c: { d: 1 } } },
    '\uFEFFa:\r\n  b: 1\r\n  c:\r\n    d: 1\r\n',
  ],
  [
    'of JSON',
    '{\n  "a": 1,\n  "b": {"c": [1, 2]},\n  "d": [\n    "x",\n    "y"\n  ]\n}\n',
    { b: { c: [2, 3] }, d: ['y', 'z'], e: { f: 'yes' } },
    '{\n  "b": {"c": [2, 3]},\n  "d": [\n    "y",\n    "z"\n  ],\n  "e": {\n    "f": "yes"\n  }\n}\n',
  ],
  [
    'that says a value again by alias: what is not to change is written out',
    's: &a {x: 1}\nt: *a\nu:\n  <<: *a\n  w: 2\n',
    { s: { x: 2 }, t: { x: 1 }, u: { x: 1, w: 2 } },
    's: &a {x: 2}\nt:\n  x: 1\nu:\n  <<: *a\n  w: 2\n  x: 1\n',
  ],
  [
    'where an alias itself is to be another',
    's: &a {x: 1}\nt: *a\n',
    { s: { x: 1 }, t: { x: 2 } },
    's: &a {x: 1}\nt:\n  x: 2\n',
  ],
  [
    'where a merged key goes',
    's: &a {x: 1}\nu:\n  <<: *a\n  w: 2\n',
    { s: { x: 1 }, u: { w: 2 } },
    's: &a {x: 1}\nu:\n  w: 2\n',
  ],
  [
    'with keys behind question marks is written anew, comments and all',
    '? a\n: 1 # x\n# two\nb: {c: 1}\n',
    { a: 1, b: { c: 1, d: 2 } },
    'a: 1 # x\n# two\nb: {c: 1, d: 2}\n',
  ],
]

describe('a scalar', () => {
  test.each(SCALARS)('%s', (_, from, value, to) => {
    expect(revised(from, value)).toBe(to)
  })
})

describe('a mapping', () => {
  test.each(MAPPINGS)('%s', (_, from, value, to) => {
    expect(revised(from, value)).toBe(to)
  })
})

describe('a list', () => {
  test.each(LISTS)('%s', (_, from, value, to) => {
    expect(revised(from, value)).toBe(to)
  })
})

describe('a file', () => {
  test.each(FILES)('%s', (_, from, value, to) => {
    expect(revised(from, value)).toBe(to)
  })

  test('of several documents and lists: each for itself, the others byte for byte', () => {
    const text =
      '# one\nkind: A\n---\nkind: List\nitems:\n# first\n- metadata: {name: a}\n- metadata: {name: b} # b\n---\n{"kind": "C"}\n'
    const parsed = parse('f.yaml', text)
    const [a, , b, c] = parsed.documents
    const after = revise(parsed, [
      { document: a!, value: { kind: 'B' } },
      { document: b!, value: { metadata: { name: 'b' }, spec: { x: 1 } } },
      { document: c!, value: { kind: 'C', spec: ['y'] } },
    ])
    expect(after).toBe(
      '# one\nkind: B\n---\nkind: List\nitems:\n# first\n- metadata: {name: a}\n- metadata: {name: b} # b\n  spec:\n    x: 1\n---\n{"kind": "C", "spec": ["y"]}\n',
    )
  })

  test('whose comments would be lost is refused, and the place is told', () => {
    const text = 'kind: A\nu:\n  # base\n  <<: &a {x: 1} # of all\n  w: 2\n'
    const attempt = (): unknown => revised(text, { kind: 'A', u: { w: 2 } })
    expect(attempt).toThrow(UserError)
    expect(attempt).toThrow(expect.objectContaining({ code: 'not-editable' }) as Error)
    expect(attempt).toThrow(/^f\.yaml:4:14: /)
  })

  test('is the same where nothing changes', () => {
    const text = 'a:   {b: 1}\n---\n# c\n'
    expect(revised(text, { a: { b: 1 } })).toBe(text)
  })
})
