/** What schemas can say and our own kinds do not: on CRDs made for it, compiled at run time. */
import { describe, expect, it } from 'vitest'
import type { UserError } from '../../src/errors.ts'
import { kindsOfCrds } from './crd-kinds.ts'
import type { Schema } from '../../src/validate/compile/schema.ts'
import { check, crd, kindsOf } from './kinds-of.ts'
import { brief, verdictOf } from './verdict-of.ts'

const MANY_WAYS = '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/[A-Za-z0-9]+$'
const object = (properties: Record<string, Schema>): Schema => ({ type: 'object', properties })

describe.each<[string, Schema, unknown, string[]]>([
  ['a null that is not allowed is dropped', object({ a: { type: 'string' } }), { a: null }, []],
  [
    'and required all the same',
    { ...object({ a: { type: 'string' } }), required: ['a'] },
    { a: null },
    ['error missing-field spec.a'],
  ],
  [
    'a null with a default takes it',
    object({ a: { type: 'string', default: 'x', enum: ['y'] } }),
    { a: null },
    ['error unsupported-value spec.a'],
  ],
  [
    'a null that is allowed stays',
    object({ a: { type: 'string', nullable: true, minLength: 1 } }),
    { a: null },
    [],
  ],
  [
    'a null in a list stays',
    object({ a: { type: 'array', items: { type: 'string' } } }),
    { a: [null] },
    ['error wrong-type spec.a[0]'],
  ],
  [
    'a default is filled in and checked',
    object({ a: { type: 'integer', default: 5, maximum: 4 } }),
    {},
    ['error out-of-range spec.a'],
  ],
  [
    'defaults are filled into defaults',
    object({
      a: { type: 'object', default: {}, properties: { b: { type: 'integer', default: 5, maximum: 4 } } },
    }),
    {},
    ['error out-of-range spec.a.b'],
  ],
  [
    'unknown fields below a preserved part are kept',
    object({
      a: {
        ...object({ b: object({ c: { type: 'string' } }) }),
        'x-kubernetes-preserve-unknown-fields': true,
      },
    }),
    { a: { x: { y: 1 } } },
    [],
  ],
  [
    'but not inside what is declared there',
    object({
      a: {
        ...object({ b: object({ c: { type: 'string' } }) }),
        'x-kubernetes-preserve-unknown-fields': true,
      },
    }),
    { a: { b: { y: 1 } } },
    ['error unknown-field spec.a.b.y'],
  ],
  [
    'below additionalProperties: true nothing is known',
    object({ a: { type: 'object', additionalProperties: true } }),
    { a: { x: 1, y: { z: 1 } } },
    ['error unknown-field spec.a.y.z'],
  ],
  [
    'entries of a map are checked',
    object({ a: { type: 'object', additionalProperties: { type: 'string' } } }),
    { a: { 'x.y/z': 1 } },
    ['error wrong-type spec.a[x.y/z]'],
  ],
  [
    'a set has no entry twice',
    object({ a: { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } } }),
    { a: ['x', 'y', 'x', 'x'] },
    ['error duplicate-item spec.a[2]'],
  ],
  [
    'a map has no key twice, and lacking keys are equal',
    object({
      a: {
        type: 'array',
        'x-kubernetes-list-type': 'map',
        'x-kubernetes-list-map-keys': ['p', 'q'],
        items: object({ p: { type: 'integer' }, q: { type: 'string', default: 'TCP' } }),
      },
    }),
    { a: [{ p: 1 }, { p: 1, q: 'UDP' }, { p: 1, q: 'TCP' }, {}, {}] },
    ['error duplicate-item spec.a[2]', 'error duplicate-item spec.a[4]'],
  ],
  [
    'int-or-string takes both',
    object({ a: { 'x-kubernetes-int-or-string': true }, b: { 'x-kubernetes-int-or-string': true } }),
    { a: 1, b: '1' },
    [],
  ],
  [
    'and nothing else',
    object({ a: { 'x-kubernetes-int-or-string': true }, b: { 'x-kubernetes-int-or-string': true } }),
    { a: 1.5, b: true },
    ['error wrong-type spec.a', 'error wrong-type spec.b'],
  ],
  [
    '1.0 is an integer, 1.5 is none',
    object({ a: { type: 'integer' }, b: { type: 'integer' } }),
    { a: 1.0, b: 1.5 },
    ['error wrong-type spec.b'],
  ],
  [
    'int32 has bounds',
    object({ a: { type: 'integer', format: 'int32' }, b: { type: 'integer', format: 'int32' } }),
    { a: 2147483647, b: 2147483648 },
    ['error out-of-range spec.b'],
  ],
  [
    'a pattern need not match from the beginning',
    object({ a: { type: 'string', pattern: 'b+' } }),
    { a: 'abc' },
    [],
  ],
  // JavaScript could take long for it, and is asked about short texts only.
  ...['a/B', `${'a.b-'.repeat(40)}c/B`].map((text): [string, Schema, unknown, string[]] => [
    `a pattern of many ways is matched by a text of ${text.length}`,
    object({ a: { type: 'string', pattern: MANY_WAYS } }),
    { a: text },
    [],
  ]),
  ...['a/B!', `${'a.b-'.repeat(40)}c/B!`, `${'a'.repeat(100_000)}!`].map(
    (text): [string, Schema, unknown, string[]] => [
      `a pattern of many ways is not matched by a text of ${text.length}`,
      object({ a: { type: 'string', pattern: MANY_WAYS } }),
      { a: text },
      ['error bad-pattern spec.a'],
    ],
  ),
  [
    'a string that is too long is not matched, too',
    object({ a: { type: 'string', maxLength: 2, pattern: '^a$' } }),
    { a: 'bbb' },
    ['error bad-length spec.a'],
  ],
  [
    'formats that Kubernetes does not know do not count',
    object({ a: { type: 'string', format: 'semver' } }),
    { a: 'x' },
    [],
  ],
  [
    'formats that it knows do',
    object({ a: { type: 'string', format: 'date' } }),
    { a: '2026-02-30' },
    ['error bad-format spec.a'],
  ],
  [
    'a rule that we do not evaluate is said to be so',
    { ...object({ a: { type: 'string' } }), 'x-kubernetes-validations': [{ rule: 'isGreat(self.a)' }] },
    { a: 'x' },
    ['warning not-checked spec'],
  ],
  [
    'exactly one alternative',
    {
      ...object({ a: { type: 'string' }, b: { type: 'string' } }),
      oneOf: [{ required: ['a'] }, { required: ['b'] }],
    },
    { a: 'x', b: 'y' },
    ['error no-alternative spec'],
  ],
  [
    'alternatives in alternatives, and what keeps the first from fitting',
    {
      ...object({ t: { type: 'string' }, v: { type: 'string' } }),
      oneOf: [
        { properties: { t: { enum: ['IP'] }, v: { anyOf: [{ format: 'ipv4' }, { format: 'ipv6' }] } } },
        { properties: { t: { not: { enum: ['IP'] } } } },
      ],
    },
    { t: 'IP', v: 'x' },
    ['error no-alternative spec', 'error no-alternative spec.v', 'error bad-format spec.v'],
  ],
  [
    'what it does not fit',
    { ...object({ a: { type: 'string' } }), not: { required: ['a'] } },
    { a: 'x' },
    ['error no-alternative spec'],
  ],
  [
    'a place of its own for a rule',
    {
      ...object({ a: object({ b: { type: 'string' } }) }),
      'x-kubernetes-validations': [{ rule: 'false', fieldPath: '.a.b' }],
    },
    { a: { b: 'x' } },
    ['error failed-rule spec.a.b'],
  ],
])('%s', (_name, schema, spec, expected) => {
  it('as the API server has it', async () => {
    expect(await check(schema, spec)).toEqual(expected)
  })
})

describe('a message', () => {
  it('is the expression of the rule, where it has one that can be evaluated', async () => {
    const messages = async (rule: object): Promise<unknown> => {
      const schema = {
        ...object({ n: { type: 'integer' } }),
        'x-kubernetes-validations': [{ rule: 'self.n < 2', ...rule }],
      } as Schema
      const kinds = kindsOfCrds([{ path: 'x', values: [crd(schema)] }])
      const validator = await kinds.validator('test.example.com', 'v1', 'Thing')
      const failures = await validator!.rules({ metadata: {}, spec: { n: 3 } })
      return failures.map(({ detail, rule: { message } }) => detail ?? message)
    }
    expect(await messages({ messageExpression: "string(self.n) + ' is above 1'", message: 'fixed' })).toEqual(
      ['3 is above 1'],
    )
    expect(await messages({ messageExpression: "''", message: 'fixed' })).toEqual(['fixed'])
    expect(await messages({ messageExpression: 'string(1 / (self.n - 3))', message: 'fixed' })).toEqual([
      'fixed',
    ])
    expect(await messages({})).toEqual([undefined])
  })
})

describe('--crds', () => {
  it.each([
    ['nothing', []],
    ['another kind', [{ apiVersion: 'v1', kind: 'Service' }]],
    ['a CRD of an old version', [{ ...crd(object({})), apiVersion: 'apiextensions.k8s.io/v1beta1' }]],
    ['no served version', [crd(object({}), { versions: [{ name: 'v1', served: false }] })]],
  ])('with %s is refused', (_name, values) => {
    expect(() => kindsOfCrds([{ path: 'x.yaml', values }])).toThrow(
      expect.objectContaining({ code: 'bad-crd' }) as UserError,
    )
  })

  it('with a type that there is not is refused by its name', async () => {
    const values = [crd(object({ a: { type: 'intger' } as unknown as Schema }))]
    const compiled = async () =>
      kindsOfCrds([{ path: 'x.yaml', values }]).validator('test.example.com', 'v1', 'Thing')
    await expect(compiled()).rejects.toMatchObject({
      code: 'bad-crd',
      message: expect.stringContaining('there is no type "intger"') as string,
    })
  })

  it('knows no code in a schema', async () => {
    const evil = '"}; globalThis.taken = 1; //'
    await check(
      {
        ...object({ [evil]: { type: 'string', pattern: evil, enum: [evil, '\u2028'], default: evil } }),
        'x-kubernetes-validations': [{ rule: `self.x == '${evil}'`, message: evil }],
      },
      { [evil]: 1 },
    )
    expect('taken' in globalThis).toBe(false)
  })
})

describe('integers near the limits of 64 bits', () => {
  const told = async (literal: string): Promise<string[]> => {
    const text = `apiVersion: test.example.com/v1\nkind: Thing\nmetadata: {name: a}\nspec: {a: ${literal}}\n`
    return brief(await verdictOf({ 'a.yaml': text }, kindsOf(object({ a: { type: 'integer' } }))))
  }

  it.each(['9007199254740991', '-9007199254740991', '0x1fffffffffffff'])('%s is exact', async (literal) => {
    expect(await told(literal)).toEqual([])
  })

  it.each(['9007199254740993', '9223372036854775807', '-9223372036854775808', '0x7fffffffffffffff'])(
    '%s is one, and not looked at to its last digit',
    async (literal) => {
      expect(await told(literal)).toEqual(['4:11 warning not-checked spec.a'])
    },
  )

  it.each(['9223372036854775808', '18446744073709551615', '-9223372036854775809', '1e19'])(
    '%s is none',
    async (literal) => {
      expect(await told(literal)).toEqual(['4:11 error wrong-type spec.a'])
    },
  )

  it('what JSON can not hold is told, and not read as text', async () => {
    const text =
      '{"apiVersion":"test.example.com/v1","kind":"Thing","metadata":{"name":"a"},"spec":{"a":1e400}}'
    const kinds = kindsOf(object({ a: { type: 'string' } }))
    expect(brief(await verdictOf({ 'a.json': text }, kinds))).toEqual(['1:88 error yaml-value spec.a'])
  })
})
