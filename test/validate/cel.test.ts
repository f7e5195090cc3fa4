/** CEL as the API server evaluates it. The expectations are those of cel-go; test/cluster/verdict.test.ts asks the real one. */
import { describe, expect, it } from 'vitest'
import { kindsOfCrds } from './crd-kinds.ts'
import type { Schema } from '../../src/validate/compile/schema.ts'
import { crd } from './kinds-of.ts'

const SCHEMA: Schema = {
  type: 'object',
  required: ['r'],
  properties: {
    r: { type: 'integer' },
    i: { type: 'integer' },
    d: { type: 'number' },
    s: { type: 'string' },
    b: { type: 'boolean' },
    n: { type: 'string', nullable: true },
    given: { type: 'string', default: 'x' },
    list: { type: 'array', items: { type: 'integer' } },
    words: { type: 'array', items: { type: 'string' } },
    set: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } },
    items: {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string' }, port: { type: 'integer' } } },
    },
    map: { type: 'object', additionalProperties: { type: 'string' } },
    dyn: { 'x-kubernetes-int-or-string': true },
    when: { type: 'string', format: 'date-time' },
    namespace: { type: 'string' },
    'a-b.c/d': { type: 'string' },
    any: { 'x-kubernetes-preserve-unknown-fields': true },
  },
}

/** What comes of a rule on a spec: `true`, or the outcome with its detail. */
const run = async (rule: string, spec: object = {}): Promise<unknown> => {
  const kinds = kindsOfCrds([
    { path: 'x', values: [crd({ ...SCHEMA, 'x-kubernetes-validations': [{ rule }] })] },
  ])
  const validator = await kinds.validator('test.example.com', 'v1', 'Thing')
  const [failure, ...more] = await validator!.rules({
    metadata: { name: 'a' },
    spec: { r: 1, given: 'x', ...spec },
  })
  expect(more).toEqual([])
  if (failure === undefined) return true
  return failure.outcome === 'false' ? false : `${failure.outcome}: ${failure.detail}`
}

describe.each<[string, object, unknown]>([
  // Presence.
  ['has(self.i)', {}, false],
  ['has(self.i)', { i: 0 }, true],
  ['has(self.n)', { n: null }, false],
  ['!has(self.i) || self.i > 1', {}, true],
  ['self.i > 1', {}, 'error: no such key: i'],
  ['self.i > 1 || self.s == "a"', {}, 'error: no such key: i'],
  ['self.i > 1 && self.s == "a"', {}, 'error: no such key: i'],
  ['self.n == "a"', { n: null }, 'error: no such key: n'],
  ['self.given == "x"', {}, true],
  ['has(self.map.a)', { map: { a: '' } }, true],
  ['has(self.map.constructor)', { map: {} }, false],
  ['self.map.a == ""', { map: {} }, 'error: no such key: a'],
  ['"a" in self.map', { map: { a: 'x' } }, true],
  ['"toString" in self.map', { map: {} }, false],
  ['self.map["a"] == "x"', { map: { a: 'x' } }, true],
  // Errors, and what makes up for them.
  ['self.i > 1 || true', {}, true],
  ['true || self.i > 1', {}, true],
  ['self.i > 1 && false', {}, false],
  ['self.i > 1 && true', {}, 'error: no such key: i'],
  ['self.i > 1 || false', {}, 'error: no such key: i'],
  ['self.list.exists(x, 6 / x == 2)', { list: [0, 3] }, true],
  ['self.list.exists(x, 6 / x == 7)', { list: [0, 3] }, 'error: division by zero'],
  ['self.list.all(x, 6 / x == 7)', { list: [0, 3] }, false],
  ['self.list.all(x, 6 / x == 2)', { list: [0, 3] }, 'error: division by zero'],
  ['self.list.exists_one(x, 6 / x == 2)', { list: [0, 3] }, 'error: division by zero'],
  ['self.list[2] == 1', { list: [1] }, 'error: index out of bounds: 2'],
  ['has(self.i) ? self.i > 1 : true', {}, true],
  // Numbers.
  ['7 / 2 == 3 && -7 / 2 == -3 && -7 % 3 == -1', {}, true],
  ['self.d / 2.0 == 3.5', { d: 7 }, true],
  ['self.i % self.r == 0', { i: 3, r: 0 }, 'error: modulus by zero'],
  ['self.i + 1 == 9007199254740992', { i: Number.MAX_SAFE_INTEGER }, true],
  ['self.i * self.i > 0', { i: 1e10 }, 'error: integer overflow'],
  ['self.i > 1', { i: 2 ** 60 }, 'unknown: integers beyond 2^53 in the object'],
  // Strings.
  ['size(self.s) == 2', { s: '😀é' }, true],
  ['self.s.size() == 0', { s: '' }, true],
  ['self.s.substring(1) == "é" && self.s.indexOf("é") == 1', { s: '😀é' }, true],
  ['self.s.substring(3) == ""', { s: 'ab' }, 'error: index out of range: 3'],
  ['self.s < "\u{10000}"', { s: '\uffff' }, true],
  ['self.s.split(",") == ["a", "b", ""]', { s: 'a,b,' }, true],
  ['self.s.split(",", 2) == ["a", "b,c"]', { s: 'a,b,c' }, true],
  ['self.s.replace("a", "b", 2) == "bba"', { s: 'aaa' }, true],
  ['self.s.matches("^a.c$")', { s: 'a\nc' }, false],
  ['self.s.matches("b")', { s: 'abc' }, true],
  ['int(self.s) == 42', { s: '42' }, true],
  ['int(self.s) == 42', { s: '4.2' }, "error: type conversion error from 'string' to 'int'"],
  ['string(self.r) == "1"', {}, true],
  ['self.s.lowerAscii() == "aÉ"', { s: 'AÉ' }, true],
  // Lists.
  ['self.words.map(w, size(w)).sum() == 3', { words: ['a', 'bc'] }, true],
  ['self.words.filter(w, w != "a").size() == 1', { words: ['a', 'b'] }, true],
  ['self.words.map(w, w != "a", w + "!") == ["b!"]', { words: ['a', 'b'] }, true],
  [
    'self.items.all(a, self.items.exists_one(b, a.name == b.name))',
    { items: [{ name: 'a' }, { name: 'b' }] },
    true,
  ],
  [
    'self.items.all(a, self.items.exists_one(b, a.name == b.name))',
    { items: [{ name: 'a' }, { name: 'a' }] },
    false,
  ],
  ['self.items.exists(a, a.port == 1)', { items: [{}, { port: 1 }] }, true],
  ['self.r in [1, 2]', {}, true],
  ['self.list + [4] == [1, 4]', { list: [1] }, true],
  ['self.list.max() == 3', { list: [1, 3] }, true],
  ['self.list.max() == 3', { list: [] }, 'error: max called on empty list'],
  ['self.map.all(k, k != "a")', { map: { b: 'x' } }, true],
  // Types that the value tells.
  ['type(self.dyn) == int && self.dyn > 2', { dyn: 3 }, true],
  ['type(self.dyn) == string', { dyn: '3' }, true],
  ['self.dyn > 2', { dyn: '3' }, 'error: no such overload'],
  ['self.dyn == 3', { dyn: '3' }, false],
  ['size(self.dyn) == 2', { dyn: 'ab' }, true],
  ['size(self.dyn) == 2', { dyn: 2 }, 'error: no such overload'],
  ['int(self.dyn) == 3 && string(self.dyn) == "3"', { dyn: '3' }, true],
  // Times, durations, quantities, addresses.
  ['duration("90m") == duration("1h30m") && duration("1ms") < duration("1s")', {}, true],
  [
    'duration(self.s) > duration("0")',
    { s: '1d' },
    "error: type conversion error from 'string' to 'google.protobuf.Duration'",
  ],
  ['duration("-1.5h").getMinutes() == -90', {}, true],
  ['self.when < timestamp("2026-01-01T00:00:00Z")', { when: '2026-01-01T00:30:00+01:00' }, true],
  [
    'quantity("1Gi").isGreaterThan(quantity("1G")) && quantity("0.5").compareTo(quantity("500m")) == 0',
    {},
    true,
  ],
  ['isQuantity(self.s)', { s: '1gi' }, false],
  ['isIP(self.s)', { s: '::1' }, true],
  ['isIP(self.s)', { s: '::ffff:1.2.3.4' }, false],
  ['isIP(self.s)', { s: '01.2.3.4' }, false],
  // Names.
  [
    'self.__namespace__ == "a" && self.a__dash__b__dot__c__slash__d == "b"',
    { namespace: 'a', 'a-b.c/d': 'b' },
    true,
  ],
  // What is not known here is never said to hold.
  ['self.any == 1', {}, 'unknown: the field "any", which rules do not see in this schema'],
  ['unknownName', {}, 'unknown: the name "unknownName", which stands for nothing'],
  ['self.s.shout() == "A"', { s: 'a' }, 'unknown: the function shout(), which Kubernetes does not have'],
  ['self.s + 1 == "a1"', { s: 'a' }, 'unknown: + on the types (string, int)'],
  ['self.s.matches("(?<=a)b")', { s: 'ab' }, expect.stringMatching(/^unknown: a regular expression/)],
  ['duration("1d") > duration("1h")', {}, expect.stringMatching(/^unknown: a constant that is an error/)],
  ['self.i ==', { i: 1 }, 'unknown: what is no CEL (unexpected end of the expression at character 10)'],
])('%s on %j', (rule, spec, expected) => {
  it(`gives ${typeof expected === 'object' ? 'unknown' : JSON.stringify(expected)}`, async () => {
    expect(await run(rule, spec)).toEqual(expected)
  })
})

describe('a rule', () => {
  it('with oldSelf is skipped, unless it takes it as optional', async () => {
    expect(await run('self.r == oldSelf.r')).toBe(true)
    expect(await run('self.given == "oldSelf"')).toBe(false)
  })

  it('runs after those of what it stands in, in allOf and in order', async () => {
    const rules = (message: string) => [{ rule: 'false', message }]
    const schema: Schema = {
      type: 'object',
      'x-kubernetes-validations': [...rules('own'), ...rules('own too')],
      allOf: [{ 'x-kubernetes-validations': rules('all') }],
      properties: {
        a: { type: 'array', items: { type: 'string', 'x-kubernetes-validations': rules('item') } },
      },
    }
    const kinds = kindsOfCrds([{ path: 'x', values: [crd(schema)] }])
    const validator = await kinds.validator('test.example.com', 'v1', 'Thing')
    const failures = await validator!.rules({ metadata: {}, spec: { a: ['x', null, 'y'] } })
    expect(failures.map(({ rule, path }) => [rule.message, path.join('/')])).toEqual([
      ['own', 'spec'],
      ['own too', 'spec'],
      ['all', 'spec'],
      ['item', 'spec/a/0'],
      ['item', 'spec/a/2'],
    ])
  })
})
