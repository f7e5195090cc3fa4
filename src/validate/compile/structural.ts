/** Writes the structural check: ajv's standalone code, with Kubernetes' keywords in place of JSON Schema's where they differ. */
import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'
import { FORMAT_SINCE, FORMATS } from './formats.ts'
import { keywords } from './keywords.ts'
import type { Schema } from './schema.ts'
import type { Source } from './source.ts'

type JsonSchema = Record<string, unknown>

const TYPES = ['array', 'boolean', 'integer', 'number', 'object', 'string']

const INT32 = [-(2 ** 31), 2 ** 31 - 1] as const

/** Sub-schemas that are equal and not trivial are written once and referred to. */
class Converter {
  readonly definitions: Record<string, JsonSchema> = {}
  readonly #names = new Map<string, string>()
  readonly #kubernetes: number

  constructor(kubernetes: number) {
    this.#kubernetes = kubernetes
  }

  convert(schema: Schema, inline: boolean): JsonSchema {
    const converted = this.#convert(schema, inline)
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

  #convert(schema: Schema, inline: boolean): JsonSchema {
    const out: JsonSchema = {}
    if (schema.type !== undefined && !TYPES.includes(schema.type))
      throw new Error(`there is no type ${JSON.stringify(schema.type)}`)
    const intOrString = schema['x-kubernetes-int-or-string'] ?? false
    const format = this.#format(schema)
    if (intOrString) out['intOrString'] = { nullable: schema.nullable ?? false }
    else if (schema.type !== undefined || format !== undefined) {
      // Kubernetes takes a list where a string with a format belongs.
      out['type'] = format === undefined ? schema.type : ['string', 'array']
      if (schema.nullable || schema.type === undefined) out['nullable'] = true
    }
    const { minLength: min, maxLength: max, pattern } = schema
    if (min !== undefined || max !== undefined || (pattern !== undefined && pattern !== ''))
      out['text'] = {
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
        ...(pattern ? { pattern } : {}),
      }
    if (schema.enum !== undefined && schema.enum.length > 0) out['values'] = schema.enum
    if (format !== undefined && FORMATS[format] !== undefined) out['known'] = schema.format
    this.#numbers(schema, out)
    for (const limit of ['minItems', 'maxItems', 'uniqueItems', 'minProperties', 'maxProperties'] as const)
      if (schema[limit] !== undefined) out[limit] = schema[limit]
    if (schema.required !== undefined && schema.required.length > 0) out['required'] = schema.required
    this.#children(schema, inline, out)
    this.#alternatives(schema, out)
    return out
  }

  /** A format of strings that Kubernetes knows, without its hyphens, as it reads it. */
  #format({ type = 'string', format = '' }: Schema): string | undefined {
    const name = format.replaceAll('-', '')
    if (type !== 'string' || !Object.hasOwn(FORMATS, name)) return undefined
    return this.#kubernetes < (FORMAT_SINCE[name] ?? 0) ? undefined : name
  }

  #numbers(schema: Schema, out: JsonSchema): void {
    const { multipleOf, type, format } = schema
    if (type === 'integer' || schema['x-kubernetes-int-or-string']) out['int64'] = true
    const [least, most] = type === 'integer' && format === 'int32' ? INT32 : [-(2 ** 63), 2 ** 63]
    const limits = [
      ['minimum', schema.minimum, schema.exclusiveMinimum],
      ['maximum', schema.maximum, schema.exclusiveMaximum],
    ] as const
    for (const [name, limit, exclusive] of limits) {
      if (limit === undefined) continue
      const keyword = exclusive ? (`exclusive${name === 'minimum' ? 'Minimum' : 'Maximum'}` as const) : name
      if (type === 'integer' && (!Number.isInteger(limit) || limit < least || limit > most))
        out['impossible'] = `${name} ${limit}`
      else out[Number.isInteger(limit) ? keyword : `fractional${keyword}`] = limit
    }
    if (multipleOf !== undefined) {
      if (type === 'integer' && !Number.isInteger(multipleOf)) out['impossible'] = `multipleOf ${multipleOf}`
      else out['multiple'] = multipleOf
    }
    if (type === 'integer' && format === 'int32') out['int32'] = true
    if (type === 'number' && format === 'float') out['float32'] = true
  }

  #children(schema: Schema, inline: boolean, out: JsonSchema): void {
    const { properties, additionalProperties, items } = schema
    if (properties !== undefined)
      out['properties'] = Object.fromEntries(
        Object.entries(properties).map(([name, child]) => [name, this.convert(child, inline)]),
      )
    if (typeof additionalProperties === 'object')
      out['additionalProperties'] = this.convert(additionalProperties, inline)
    if (items !== undefined) out['items'] = this.convert(items, inline)
  }

  /** Inside alternatives nothing is shared: where an error comes from shows in its schema path. */
  #alternatives(schema: Schema, out: JsonSchema): void {
    const found: JsonSchema = {}
    for (const all of ['allOf', 'anyOf', 'oneOf'] as const)
      if (schema[all] !== undefined && schema[all].length > 0)
        found[all] = schema[all].map((child) => this.convert(child, true))
    if (schema.not !== undefined) found['not'] = this.convert(schema.not, true)
    if (Object.keys(found).length === 0) return
    // A null that is allowed is held to its type and enum only.
    if (schema.nullable) Object.assign(out, { if: { type: 'null' }, else: found })
    else Object.assign(out, found)
  }
}

export interface Structural {
  /** The name of the function that checks. */
  readonly name: string
  /** Its declaration, and those of the functions it calls. */
  readonly text: string
}

/** `kubernetes`: the minor version that decides which formats are known. */
export const writeStructural = (schema: Schema, source: Source, kubernetes: number): Structural => {
  const converter = new Converter(kubernetes)
  const root = converter.convert(schema, false)
  const ajv = new Ajv({
    allErrors: true,
    messages: false,
    strict: false,
    inlineRefs: false,
    validateFormats: false,
    code: { source: true, esm: true },
  })
  for (const keyword of keywords(source)) ajv.addKeyword(keyword)
  const check = ajv.compile({ $defs: converter.definitions, ...root })
  const text = standalone.default(ajv, check)
  const name = /export default (\w+)/.exec(text)?.[1] ?? ''
  return { name, text: compact(text) }
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
