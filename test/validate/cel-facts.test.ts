/** Expressions as they mostly are, read without a parser: the same is seen in them as with one. */
import { parse } from '@bufbuild/cel'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { factsOf } from '../../src/validate/world/cel/analyse.ts'
import { namedTools, plainFacts } from '../../src/validate/world/cel/plain.ts'

const string = fc.constantFrom('"read_file"', "'a'", '"a && b"', '"x || y"', '"!has(mcp.tool)"', '""', '"é"')
const variable = fc.constantFrom(
  'mcp.tool.name',
  'mcp.tool.target',
  'jwt.sub',
  'jwt.nested.key',
  'request.path',
)
const value = fc.oneof(
  variable,
  fc.constantFrom(
    'request.headers["x-team"]',
    'request.headers["a"].b',
    "jwt.nested['a.b']",
    'request.headers["&&"]',
  ),
)
const space = fc.constantFrom('', ' ', '  ')
const atom = fc.oneof(
  fc
    .record({ value, operator: fc.constantFrom('==', '!='), string, a: space, b: space })
    .map(({ value, operator, string, a, b }) => `${value}${a}${operator}${b}${string}`),
  fc
    .record({ value, strings: fc.array(string, { minLength: 1, maxLength: 3 }) })
    .map(({ value, strings }) => `${value} in [${strings.join(', ')}]`),
  fc
    .record({ value, not: fc.boolean(), name: fc.constantFrom('startsWith', 'endsWith', 'contains'), string })
    .map(({ value, not, name, string }) => `${not ? '!' : ''}${value}.${name}(${string})`),
  fc.record({ variable, not: fc.boolean() }).map(({ variable, not }) => `${not ? '!' : ''}has(${variable})`),
)
const expression = fc
  .record({
    atoms: fc.array(atom, { minLength: 1, maxLength: 4 }),
    operator: fc.constantFrom(' && ', ' || '),
  })
  .map(({ atoms, operator }) => atoms.join(operator))

it('reads what the parser reads', () => {
  fc.assert(
    fc.property(expression, (text) => {
      expect(plainFacts(text)).toEqual(factsOf(parse(text).expr))
    }),
    { numRuns: 2000 },
  )
})

it.each([
  'mcp.tool.name == "a" && (true)',
  'a == "b',
  'true',
  'size(jwt.sub) == 1',
  'a.b == "c" && d.e == "f" || g.h == "i"',
  String.raw`a.b == "\n"`,
  'a.in == "b"',
  'x == "a"',
  'has(a.b["c"])',
  'bad syntax (',
])('leaves %s to the parser', (text) => {
  expect(plainFacts(text)).toBeUndefined()
})

it('knows the tools that an expression names, and none where it says more', () => {
  expect(namedTools('mcp.tool.name == "a"')).toEqual(['a'])
  expect(namedTools(` mcp.tool.name in ['a', "b"] `)).toEqual(['a', 'b'])
  expect(namedTools('mcp.tool.name == "a" && jwt.sub == "b"')).toBeUndefined()
  expect(namedTools('mcp.tool.name != "a"')).toBeUndefined()
})
