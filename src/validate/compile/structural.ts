/** Writes the structural check: ajv's standalone code, with Kubernetes' keywords in place of JSON Schema's where they differ. */
import { _, Ajv, type CodeKeywordDefinition, type KeywordCxt, Name, nil, stringify } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { FORMATS } from './formats.ts'
import { writePattern } from './pattern.ts'
import type { Schema } from './schema.ts'
import type { Source } from './source.ts'

type JsonSchema = Record<string, unknown>

/** The API server reports the first of length and pattern that a string fails. */
const textKeyword = (source: Source): CodeKeywordDefinition => ({
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

const formatKeyword = (source: Source): CodeKeywordDefinition => ({
  keyword: 'known',
  type: 'string',
  schemaType: 'string',
  error: withSchema,
  code(cxt: KeywordCxt) {
    const check = FORMATS[(cxt.schema as string).replaceAll('-', '')]
    if (check !== undefined) cxt.fail(_`!${new Name(source.use(check))}(${cxt.data})`)
  },
})

const valuesKeyword: CodeKeywordDefinition = {
  keyword: 'values',
  schemaType: 'array',
  error: withSchema,
  code(cxt: KeywordCxt) {
    const values = cxt.schema as (string | number | boolean | null)[]
    const different = values.map((value) => _`${cxt.data} !== ${value}`)
    cxt.fail(different.reduce((a, b) => (a === nil ? b : _`${a} && ${b}`), nil))
  },
}

const intOrStringKeyword: CodeKeywordDefinition = {
  keyword: 'intOrString',
  schemaType: 'object',
  code(cxt: KeywordCxt) {
    const { nullable } = cxt.schema as { nullable: boolean }
    const other = nullable ? _`${cxt.data} !== null` : _`true`
    cxt.fail(_`typeof ${cxt.data} !== "string" && !Number.isInteger(${cxt.data}) && ${other}`)
  },
}

/** What is beyond 64 bits is no integer to the API server. */
const int64Keyword: CodeKeywordDefinition = {
  keyword: 'int64',
  type: 'number',
  schemaType: 'boolean',
  code(cxt: KeywordCxt) {
    cxt.fail(_`${cxt.data} < ${-(2 ** 63)} || ${cxt.data} >= ${2 ** 63}`)
  },
}

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const

/** Without its hyphens, as Kubernetes reads it. */
const formatOf = (schema: Schema): string => (schema.format ?? '').replaceAll('-', '')

/** Sub-schemas that are equal and not trivial are written once and referred to. */
class Converter {
  readonly definitions: Record<string, JsonSchema> = {}
  readonly gaps: string[] = []
  readonly #names = new Map<string, string>()

  convert(schema: Schema, path: string, inline: boolean): JsonSchema {
    const converted = this.#convert(schema, path, inline)
    if (inline || (schema.properties === undefined && schema.items === undefined)) return converted
    const key = JSON.stringify(converted)
    let name = this.#names.get(key)
    if (name === undefined) {
      name = `s${this.#names.size}`
      this.#names.set(key, name)
      this.definitions[name] = converted
    }
    return { $ref: `#/$defs/${name}` }
  }

  #convert(schema: Schema, path: string, inline: boolean): JsonSchema {
    const out: JsonSchema = {}
    const intOrString = schema['x-kubernetes-int-or-string'] ?? false
    if (intOrString) out['intOrString'] = { nullable: schema.nullable ?? false }
    else if (schema.type !== undefined) {
      // Kubernetes takes a list where a string with a format belongs.
      const isFormatted = schema.type === 'string' && Object.hasOwn(FORMATS, formatOf(schema))
      out['type'] = isFormatted ? ['string', 'array'] : schema.type
      if (schema.nullable) out['nullable'] = true
    }
    const { minLength: min, maxLength: max, pattern } = schema
    if (min !== undefined || max !== undefined || (pattern !== undefined && pattern !== ''))
      out['text'] = {
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(pattern ? { pattern } : {}),
      }
    if (schema.enum !== undefined) {
      if (schema.enum.every((value) => value === null || typeof value !== 'object'))
        out['values'] = schema.enum
      else this.gaps.push(`an enum of objects or lists at ${path}`)
    }
    if (schema.type === 'string' || schema.type === undefined) this.#format(schema, path, out)
    this.#numbers(schema, out)
    for (const limit of ['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'] as const)
      if (schema[limit] !== undefined) out[limit] = schema[limit]
    if (schema.required !== undefined && schema.required.length > 0) out['required'] = schema.required
    this.#children(schema, path, inline, out)
    if (schema['x-kubernetes-embedded-resource']) this.gaps.push(`the embedded resource at ${path}`)
    return out
  }

  #format(schema: Schema, path: string, out: JsonSchema): void {
    const format = formatOf(schema)
    if (!Object.hasOwn(FORMATS, format) || format === 'password') return
    if (FORMATS[format] === undefined) this.gaps.push(`the format "${schema.format ?? ''}" of ${path}`)
    else out['known'] = schema.format
  }

  #numbers(schema: Schema, out: JsonSchema): void {
    const { minimum, maximum, multipleOf } = schema
    if (minimum !== undefined) out[schema.exclusiveMinimum ? 'exclusiveMinimum' : 'minimum'] = minimum
    if (maximum !== undefined) out[schema.exclusiveMaximum ? 'exclusiveMaximum' : 'maximum'] = maximum
    if (multipleOf !== undefined) out['multipleOf'] = multipleOf
    if (schema.type === 'integer' || schema['x-kubernetes-int-or-string']) out['int64'] = true
    if (schema.type !== 'integer') return
    if (schema.format !== 'int32') return
    const [least, most] = INT32
    if (minimum === undefined || minimum < least) out['minimum'] = least
    if (maximum === undefined || maximum > most) out['maximum'] = most
  }

  #children(schema: Schema, path: string, inline: boolean, out: JsonSchema): void {
    const below = (child: Schema, name: string): JsonSchema => this.convert(child, path + name, inline)
    if (schema.properties !== undefined)
      out['properties'] = Object.fromEntries(
        Object.entries(schema.properties).map(([name, child]) => [name, below(child, `.${name}`)]),
      )
    if (typeof schema.additionalProperties === 'object')
      out['additionalProperties'] = below(schema.additionalProperties, '[*]')
    if (schema.items !== undefined) out['items'] = below(schema.items, '[*]')
    // Inside alternatives nothing is shared: where an error comes from shows in its schema path.
    for (const all of ['allOf', 'anyOf', 'oneOf'] as const)
      if (schema[all] !== undefined && schema[all].length > 0)
        out[all] = schema[all].map((child) => this.convert(child, path, true))
    if (schema.not !== undefined) out['not'] = this.convert(schema.not, path, true)
  }
}

export interface Structural {
  /** The name of the function that checks. */
  readonly name: string
  /** Its declaration, and those of the functions it calls. */
  readonly text: string
  readonly gaps: readonly string[]
}

export const writeStructural = (schema: Schema, source: Source): Structural => {
  const converter = new Converter()
  const root = converter.convert(schema, '', false)
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: false,
    inlineRefs: false,
    validateFormats: false,
    code: { source: true, esm: true },
  })
  for (const keyword of [
    textKeyword(source),
    formatKeyword(source),
    valuesKeyword,
    intOrStringKeyword,
    int64Keyword,
  ])
    ajv.addKeyword(keyword)
  const check = ajv.compile({ $defs: converter.definitions, ...root })
  const text = standalone.default(ajv, check)
  const name = /export default (\w+)/.exec(text)?.[1] ?? ''
  return { name, text: compact(text), gaps: converter.gaps }
}

/** ajv writes the schemas beside the code, which does not need them, and much text for each error. */
const compact = (text: string): string =>
  text
    .replace(/^"use strict";/, '')
    .replaceAll(/export (const validate = \w+|default \w+);/g, '')
    .replaceAll(/const (schema\d+) = (\{.*?\});(?=const |function )/gs, (whole, name: string) =>
      text.split(new RegExp(`\\b${name}\\b`)).length > 2 ? whole : '',
    )
    .replaceAll(
      /if\(vErrors === null\)\{vErrors = \[(err\d+)\];\}else \{vErrors\.push\(\1\);\}errors\+\+;/g,
      '(vErrors ??= []).push($1);errors++;',
    )
