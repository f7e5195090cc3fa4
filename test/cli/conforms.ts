/** Holds what a command prints for programs to its JSON Schema. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { ROOT } from './run.ts'

const compiled = new Map<string, ValidateFunction>()

/** The value of `text`. `schema`: the file's name in schemas/output/, without `.schema.json`. */
export const conforms = (schema: string, text: string): unknown => {
  const file = join(ROOT, 'schemas/output', `${schema}.schema.json`)
  const validate =
    compiled.get(schema) ??
    new Ajv2020({ allErrors: true, strict: true, formats: { uri: true } }).compile(
      JSON.parse(readFileSync(file, 'utf8')) as object,
    )
  compiled.set(schema, validate)
  const value: unknown = JSON.parse(text)
  expect({ valid: validate(value), errors: validate.errors }).toEqual({ valid: true, errors: null })
  return value
}
