/** What rules see of expressions in CEL. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/validate/cel/parse.ts'
import { analyse } from '../../src/validate/world/cel/analyse.ts'
import { factsOf } from '../../src/validate/world/cel/facts.ts'
import { seeded } from './random.ts'

/** As `a.b`, and `has(a.b)` where it is only asked for. */
const readsOf = async (text: string): Promise<string[]> => {
  const analysis = await analyse(text)
  if (!('reads' in analysis)) throw new Error(JSON.stringify(analysis))
  return analysis.reads.map(({ path, tested }) => (tested ? `has(${path.join('.')})` : path.join('.')))
}

describe('the variables that an expression reads', () => {
  it.each([
    ['mcp.tool.name == "a"', ['mcp.tool.name']],
    ['"a || b" != jwt.sub && has(mcp.tool)', ['jwt.sub', 'has(mcp.tool)']],
    ['!has(jwt.nested.key) || jwt.sub in ["x", "y"]', ['has(jwt.nested.key)', 'jwt.sub']],
    [`request.headers["x-team"] == jwt["nested"]['a.b']`, ['request.headers.x-team', 'jwt.nested.a.b']],
    ['jwt.?sub.orValue("") == "a" || jwt[?"aud"].hasValue()', ['jwt.sub', 'jwt.aud']],
    ['jwt.groups.exists(g, g == source.address)', ['jwt.groups', 'source.address']],
    ['jwt.groups.transformList(i, g, g.name + string(i)) == [{"a": jwt.sub}]', ['jwt.groups', 'jwt.sub']],
    ['jwt.groups[jwt.index] == "a"', ['jwt.groups', 'jwt.index']],
    ['base64.decode(jwt.sub) == b"a" && size(jwt.aud) == 1', ['jwt.sub', 'jwt.aud']],
    ['jwt.with(j, j.sub == request.path)', ['jwt', 'request.path']],
    ['jwt.claims.mapValues(v, v.x).filterKeys(k, k == "a")', ['jwt.claims']],
    ['jwt.?a.optMap(a, a.b)', ['jwt.a', 'jwt.a']],
    [
      'request.headers["a"].b.endsWith("c") || request.headers["&&"] == "d"',
      ['request.headers.a.b', 'request.headers.&&'],
    ],
    ['true', []],
  ])('of %s', async (text, reads) => {
    expect(await readsOf(text)).toEqual(reads)
  })
})

it.each([
  ['jwt.sub != "a"', 'unequal'],
  ['has(jwt.sub) && jwt.sub != "a"', 'unequal'],
  ['!has(jwt.sub) && !(jwt.sub == "a")', 'not'],
  ['!jwt.sub.startsWith("a")', 'not'],
  ['jwt.sub != "a" && jwt.aud != "b"', undefined],
  ['jwt.sub != "a" || has(jwt.aud)', undefined],
  ['jwt.sub == "a"', undefined],
  ['!has(jwt.sub)', undefined],
])('sees whether %s is a negation', async (text, negation) => {
  expect(await analyse(text)).toMatchObject(
    negation === undefined ? { reads: expect.any(Array) as [] } : { negation },
  )
  expect('negation' in (await analyse(text))).toBe(negation !== undefined)
})

it.each([
  ['mcp.tool.name == "a"', ['a']],
  [` mcp.tool.name in ['a', "b"] `, ['a', 'b']],
  ['mcp.tool["name"] == "a"', ['a']],
  ['mcp.tool.name == "a" && jwt.sub == "b"', []],
  ['mcp.tool.name != "a"', []],
  ['mcp.tool.name in ["a", jwt.sub]', []],
  ['mcp.tool.target == "a"', []],
])('knows the tools that %s names, and none where it says more', async (text, tools) => {
  expect(await analyse(text)).toMatchObject({ tools })
})

it.each([
  ['bad syntax (', 5],
  ['a == "b', 6],
  ['a.in == "b"', 3],
  ['', 1],
])('finds where %s is no expression', async (text, character) => {
  const analysis = await analyse(text)
  expect('fault' in analysis ? analysis.fault : '').toMatch(new RegExp(`^at character ${character}: `))
})

it('leaves what is too deep for it', async () => {
  expect(await analyse(`jwt${'.a'.repeat(50_000)} == "b"`)).toEqual({ unknown: true })
})

describe('expressions of one shape', () => {
  const STRINGS = ['"a"', "'b'", '""', `"it's"`, `'"'`, '"a && b"', '"[c]"', '"//"', 'b"a"', '"mcp"']
  const FIELDS = ['sub', 'aud', 'iss']

  it.each([
    'jwt.@ == $ && request.method in [$, $]',
    'request.headers[$] == $ && jwt.a[ $ ].b != $',
    'jwt[?$].orValue($) == $',
    'has(jwt.@) && !(jwt[$] == $)',
    'mcp.tool.name == $',
    'mcp.tool.name in [$, $]',
    '[$, {$: jwt.@}].size() == 1 && $.startsWith(jwt[$])',
    // What seems to be a string in these is something else.
    String.raw`r"a\" == jwt.@ && jwt.@ == "b"`,
    String.raw`"a\"" == jwt.@ && jwt.@ == "\"b"`,
    '"""a"b""" == jwt.@ && jwt.@ == "c"',
    `'''a'b''' == jwt.@ && jwt.@ == 'c'`,
    'jwt.a == $ // it is "\n && jwt.@ == "b" && jwt.@ == "c"',
  ])('%s: each has its own facts', async (pattern) => {
    const random = seeded(5)
    for (let round = 0; round < 200; round++) {
      const text = pattern
        .replaceAll('$', () => random.pick(STRINGS))
        .replaceAll('@', () => random.pick(FIELDS))
      expect({ text, facts: await analyse(text) }).toEqual({ text, facts: factsOf(parse(text)) })
    }
  })
})
