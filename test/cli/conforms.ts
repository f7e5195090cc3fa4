/** Holds what a command prints for programs to its JSON Schema. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { expect } from 'vitest'
import { ROOT } from './run.ts'

/** `schema`: the file's name in schemas/output/, without `.schema.json`. */
export const conforms = (schema: string, text: string): void => {
  const file = join(ROOT, 'schemas/output', `${schema}.schema.json`)
  const validate = new Ajv2020({ strict: true, formats: { uri: true } }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  )
  expect({ valid: validate(JSON.parse(text)), errors: validate.errors }).toEqual({
    valid: true,
    errors: null,
  })
}
