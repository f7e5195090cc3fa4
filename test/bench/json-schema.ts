/**
 * The schema of a CRD as the JSON Schema that kubeconform reads, with what its -strict means for a schema of one's
 * own: no property that is not declared. What JSON Schema has no word for, such as rules in CEL, is left out.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { readCrd, type Schema } from '../../src/validate/compile/schema.ts'

type Json = Record<string, unknown>

const mapped = (schemas: Readonly<Record<string, Schema>>): Json =>
  Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, jsonSchema(schema)]))

/** `closed` is false inside allOf, anyOf, oneOf and not, which speak of properties that are declared outside. */
export const jsonSchema = (schema: Schema, closed = true): Json => {
  const result: Json = {}
  const parts = (of: readonly Schema[]): Json[] => of.map((part) => jsonSchema(part, false))
  for (const [key, value] of Object.entries(schema)) {
    if (key.startsWith('x-') || ['nullable', 'description', 'default', 'example'].includes(key)) continue
    result[key] = value
  }
  const { type, nullable, properties, additionalProperties, items, allOf, anyOf, oneOf, not } = schema
  if (schema['x-kubernetes-int-or-string']) result['type'] = ['integer', 'string']
  else if (type !== undefined && nullable) result['type'] = [type, 'null']
  if (nullable && schema.enum !== undefined) result['enum'] = [...schema.enum, null]
  for (const [flag, bound] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (schema[flag] === undefined) continue
    // A flag in OpenAPI 3.0, the bound itself in JSON Schema.
    Reflect.deleteProperty(result, flag)
    if (schema[flag]) {
      result[flag] = schema[bound]
      Reflect.deleteProperty(result, bound)
    }
  }
  if (properties !== undefined)
    result['properties'] = closed
      ? mapped(properties)
      : Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, jsonSchema(one, false)]))
  if (typeof additionalProperties === 'object')
    result['additionalProperties'] = jsonSchema(additionalProperties, closed)
  else if (
    closed &&
    properties !== undefined &&
    additionalProperties === undefined &&
    !schema['x-kubernetes-preserve-unknown-fields']
  )
    result['additionalProperties'] = false
  if (items !== undefined) result['items'] = jsonSchema(items, closed)
  if (allOf !== undefined) result['allOf'] = parts(allOf)
  if (anyOf !== undefined) result['anyOf'] = parts(anyOf)
  if (oneOf !== undefined) result['oneOf'] = parts(oneOf)
  if (not !== undefined) result['not'] = jsonSchema(not, false)
  return result
}

/** A CRD says nothing, or little, of these, and every object may have them. */
const OF_EVERY_OBJECT: Json = {
  apiVersion: { type: 'string' },
  kind: { type: 'string' },
  metadata: { type: 'object' },
}

/** What kubeconform is to be told, so that it finds what `writeJsonSchemas` writes. */
export const SCHEMA_LOCATION = '{{.Group}}_{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'

/** One file for each kind and version that the CRDs of the folders serve. */
export const writeJsonSchemas = (into: string, folders: readonly string[]): void => {
  mkdirSync(into, { recursive: true })
  const files = folders.flatMap((folder) =>
    readdirSync(folder)
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => join(folder, name)),
  )
  for (const file of files)
    for (const value of loadAll(readFileSync(file, 'utf8')))
      for (const { group, version, kind, schema } of readCrd(value) ?? []) {
        const json = jsonSchema(schema)
        json['properties'] = { ...(json['properties'] as Json | undefined), ...OF_EVERY_OBJECT }
        writeFileSync(join(into, `${group}_${kind.toLowerCase()}_${version}.json`), JSON.stringify(json))
      }
}
