/** The keywords that stand in a schema for ajv in place of JSON Schema's own where Kubernetes means something else. */
import { _, type CodeKeywordDefinition, type KeywordCxt, Name, nil, stringify } from 'ajv'
import { FORMATS } from './formats.ts'
import { writePattern } from './pattern.ts'
import type { Source } from './source.ts'

/** The API server reports the first of length and pattern that a string fails. */
const text = (source: Source): CodeKeywordDefinition => ({
  keyword: 'text',
  type: 'string',
  schemaType: 'object',
  error: {
    message: '',
    params: ({ params, schema }) => _`{fault: ${params['fault']}, limits: ${stringify(schema)}}`,
  },
  code(cxt: KeywordCxt) {
    const { max, min, pattern } = cxt.schema as { max?: number; min?: number; pattern?: string }
    const { data, gen } = cxt
    const runes = new Name(source.use('runes'))
    let fault = _`""`
    if (pattern !== undefined) {
      const matcher = new Name(writePattern(pattern, max, source))
      fault = _`${matcher}.test(${data}) ? "" : "pattern"`
    }
    // A string has at most as many code points as UTF-16 units, and at least half as many.
    if (min !== undefined)
      fault = _`${data}.length < ${2 * min} && ${runes}(${data}) < ${min} ? "min" : ${fault}`
    if (max !== undefined) fault = _`${data}.length > ${max} && ${runes}(${data}) > ${max} ? "max" : ${fault}`
    const found = gen.const('fault', fault)
    cxt.setParams({ fault: found })
    cxt.fail(_`${found} !== ""`)
  },
})

/** The schema itself, as the parameter of an error. */
const withSchema: CodeKeywordDefinition['error'] = {
  message: '',
  params: ({ schema }) => _`{value: ${stringify(schema)}}`,
}

/** A format by its name without hyphens. */
const known = (source: Source): CodeKeywordDefinition => ({
  keyword: 'known',
  type: 'string',
  schemaType: 'string',
  error: withSchema,
  code(cxt: KeywordCxt) {
    const check = FORMATS[(cxt.schema as string).replaceAll('-', '')]
    if (check !== undefined) cxt.fail(_`!${new Name(source.use(check))}(${cxt.data})`)
  },
})

/** An enum. A null is never among the values, even where they have one. */
const values = (source: Source): CodeKeywordDefinition => ({
  keyword: 'values',
  schemaType: 'array',
  error: withSchema,
  code(cxt: KeywordCxt) {
    const { data } = cxt
    const allowed = cxt.schema as (object | string | number | boolean | null)[]
    const different = allowed.map((value) => {
      if (value === null) return _`true`
      if (typeof value === 'object') return _`!${new Name(source.use('equal'))}(${data}, ${stringify(value)})`
      // A fraction is cut off before it is compared with an integer.
      if (typeof value === 'number' && Number.isInteger(value))
        return _`(typeof ${data} !== "number" || Math.trunc(${data}) !== ${value})`
      return _`${data} !== ${value}`
    })
    cxt.fail(different.reduce((a, b) => (a === nil ? b : _`${a} && ${b}`), nil))
  },
})

const intOrString: CodeKeywordDefinition = {
  keyword: 'intOrString',
  schemaType: 'object',
  code(cxt: KeywordCxt) {
    const { nullable } = cxt.schema as { nullable: boolean }
    const other = nullable ? _`${cxt.data} !== null` : _`true`
    cxt.fail(_`typeof ${cxt.data} !== "string" && !Number.isInteger(${cxt.data}) && ${other}`)
  },
}

/** What is beyond 64 bits is no integer to the API server. */
const int64: CodeKeywordDefinition = {
  keyword: 'int64',
  type: 'number',
  schemaType: 'boolean',
  code(cxt: KeywordCxt) {
    cxt.fail(_`${cxt.data} < ${-(2 ** 63)} || ${cxt.data} >= ${2 ** 63}`)
  },
}

/** A number beyond what its format holds. */
const width = (keyword: 'int32' | 'float32', least: number, most: number): CodeKeywordDefinition => ({
  keyword,
  type: 'number',
  schemaType: 'boolean',
  code(cxt: KeywordCxt) {
    cxt.fail(_`${cxt.data} < ${least} || ${cxt.data} > ${most}`)
  },
})

/** What rounds to infinity in 32 bits is just beyond this. */
const MOST_FLOAT32 = 2 ** 128 - 2 ** 103 - 2 ** 75

/** A limit that the type and format of the number can not hold is one that no number fits. */
const impossible: CodeKeywordDefinition = {
  keyword: 'impossible',
  type: 'number',
  schemaType: 'string',
  error: withSchema,
  code(cxt: KeywordCxt) {
    cxt.fail(_`true`)
  },
}

/** A limit that is no integer is cut to one where an integer is compared with it. */
const fractional = (source: Source): CodeKeywordDefinition[] =>
  (['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'] as const).map((name) => ({
    keyword: `fractional${name}`,
    type: 'number',
    schemaType: 'number',
    error: { message: '', params: ({ schema }) => _`{limit: ${stringify(schema)}}` },
    code(cxt: KeywordCxt) {
      const { data } = cxt
      const exact = cxt.schema as number
      const limit = _`(${new Name(source.use('isInt64'))}(${data}) ? ${Math.trunc(exact)} : ${exact})`
      const fails = {
        minimum: _`${data} < ${limit}`,
        maximum: _`${data} > ${limit}`,
        exclusiveMinimum: _`${data} <= ${limit}`,
        exclusiveMaximum: _`${data} >= ${limit}`,
      }
      cxt.fail(fails[name])
    },
  }))

const multiple = (source: Source): CodeKeywordDefinition => ({
  keyword: 'multiple',
  type: 'number',
  schemaType: 'number',
  error: withSchema,
  code(cxt: KeywordCxt) {
    cxt.fail(_`!${new Name(source.use('isMultiple'))}(${cxt.data}, ${cxt.schema as number})`)
  },
})

export const keywords = (source: Source): CodeKeywordDefinition[] => [
  text(source),
  known(source),
  values(source),
  intOrString,
  int64,
  width('int32', -(2 ** 31), 2 ** 31 - 1),
  width('float32', -MOST_FLOAT32, MOST_FLOAT32),
  impossible,
  ...fractional(source),
  multiple(source),
]
