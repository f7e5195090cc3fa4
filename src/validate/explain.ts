/** Turns what ajv's code found into what a person can act on. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Issue } from './issue.ts'
import { meaningOf } from './patterns.ts'
import { nearest } from '../model/nearest.ts'
import { hintOfType, nameOfValue, TYPE_NAMES } from './type-names.ts'
import type { StructuralError } from './validator.ts'

const LONGEST_SHOWN = 60

/** A value as a message quotes it. */
const quote = (value: unknown): string => {
  const text = JSON.stringify(value)
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`
}

/** The path and the value that a JSON Pointer leads to. A segment is an index where it enters a list. */
const resolve = (object: unknown, pointer: string): { path: JsonPath; value: unknown } => {
  const path: (string | number)[] = []
  let value = object
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~')
    path.push(Array.isArray(value) ? Number(key) : key)
    value = Array.isArray(value) ? (value[Number(key)] as unknown) : isRecord(value) ? value[key] : undefined
  }
  return { path, value }
}

type Explained = Omit<Issue, 'stage' | 'path'> & { readonly below?: string }

const plural = (count: unknown, one: string): string => `${count as number} ${one}${count === 1 ? '' : 's'}`
const entryOf = (value: unknown): string => (Array.isArray(value) ? 'entry' : 'key')
const counted = (count: unknown, value: unknown): string =>
  Array.isArray(value)
    ? `${count as number} ${count === 1 ? 'entry' : 'entries'}`
    : plural(count, entryOf(value))
const sizeOf = (value: unknown): number =>
  Array.isArray(value) ? value.length : isRecord(value) ? Object.keys(value).length : 0

const explainText = (value: unknown, { fault, limits }: StructuralError['params']): Explained => {
  const { max, min, pattern } = limits as { max?: number; min?: number; pattern?: string }
  const length = Array.from(value as string).length
  if (fault === 'max')
    return {
      code: 'bad-length',
      message: `must have at most ${plural(max, 'character')}, but has ${length}`,
      blocksRules: true,
    }
  if (fault === 'min')
    return value === ''
      ? { code: 'bad-length', message: 'must not be empty' }
      : { code: 'bad-length', message: `must have at least ${plural(min, 'character')}, but has ${length}` }
  const meaning = meaningOf(pattern ?? '')
  return {
    code: 'bad-pattern',
    message: `must match the pattern ${pattern ?? ''}, but is ${quote(value)}`,
    ...(meaning === undefined ? {} : { hint: meaning }),
  }
}

const explainValues = (value: unknown, allowed: readonly unknown[]): Explained => {
  const names = allowed.map(quote)
  const shown =
    names.length <= 20 ? names.join(', ') : `${names.slice(0, 20).join(', ')} and ${names.length - 20} more`
  const near =
    typeof value === 'string'
      ? nearest(
          value,
          allowed.filter((entry) => typeof entry === 'string'),
        )
      : undefined
  return {
    code: 'unsupported-value',
    message:
      names.length === 1
        ? `must be ${shown}, but is ${quote(value)}`
        : `must be one of ${shown}, but is ${quote(value)}`,
    ...(near === undefined ? {} : { hint: `did you mean "${near}"?` }),
    blocksRules: true,
  }
}

const wrongType = (value: unknown, type: string): Explained => ({
  code: 'wrong-type',
  message: `must be ${TYPE_NAMES[type] ?? type}, but is ${nameOfValue(value)}`,
  ...hintOfType(value, type),
  blocksRules: true,
})

const explain = (value: unknown, error: StructuralError): Explained => {
  const { params } = error
  const keyword = error.keyword.replace(/^fractional/, '')
  const limit = params['limit'] as number
  const at = (least: boolean) => (least ? 'at least' : 'at most')
  switch (keyword) {
    case 'type':
      return wrongType(value, String(params['type']).split(',')[0] ?? '')
    case 'intOrString':
      return wrongType(value, 'int-or-string')
    case 'int64':
      return {
        code: 'wrong-type',
        message: `must be an integer of 64 bits, but is ${quote(value)}`,
        blocksRules: true,
      }
    case 'text':
      return explainText(value, params)
    case 'known':
      return {
        code: 'bad-format',
        message: `must be of the format ${quote(params['value'])}, but is ${quote(value)}`,
        blocksRules: true,
      }
    case 'values':
      return explainValues(value, params['value'] as unknown[])
    case 'required':
      return {
        code: 'missing-field',
        message: 'is required',
        below: String(params['missingProperty']),
        blocksRules: true,
      }
    case 'minimum':
    case 'maximum':
      return {
        code: 'out-of-range',
        message: `must be ${at(keyword === 'minimum')} ${limit}, but is ${quote(value)}`,
      }
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
      return {
        code: 'out-of-range',
        message: `must be ${keyword === 'exclusiveMinimum' ? 'greater' : 'less'} than ${limit}, but is ${quote(value)}`,
      }
    case 'int32':
    case 'float32':
      return {
        code: 'out-of-range',
        message: `must be ${keyword === 'int32' ? 'an integer' : 'a number'} of 32 bits, but is ${quote(value)}`,
      }
    case 'impossible':
      return {
        code: 'out-of-range',
        message: `no value fits, since the schema's ${String(params['value'])} is beyond the type`,
        hint: 'report it to the authors of the CRD',
      }
    case 'multiple':
      return {
        code: 'out-of-range',
        message: `must be a multiple of ${String(params['value'])}, but is ${quote(value)}`,
        ...(Number.isInteger(value) && !Number.isInteger(params['value'])
          ? { hint: 'the API server holds an integer to the whole part of the factor' }
          : {}),
      }
    case 'minItems':
    case 'minProperties':
      return {
        code: 'bad-length',
        message: `must have at least ${counted(limit, value)}, but has ${sizeOf(value)}`,
      }
    case 'maxItems':
    case 'maxProperties':
      return {
        code: 'bad-length',
        message: `must have at most ${counted(limit, value)}, but has ${sizeOf(value)}`,
        blocksRules: true,
      }
    case 'oneOf':
      return {
        code: 'no-alternative',
        message: 'must fit exactly one of the alternatives that its schema offers',
      }
    case 'not':
      return { code: 'no-alternative', message: 'must not have the form that its schema rules out' }
    default:
      return { code: 'no-alternative', message: 'must fit one of the alternatives that its schema offers' }
  }
}

const COMPOSITE = new Set(['anyOf', 'oneOf', 'not'])
const IN_BRANCH = /\/(?:anyOf|oneOf)\/(\d+)\//

const isBelow = (path: string, parent: string): boolean => path === parent || path.startsWith(`${parent}/`)

/**
 * Where no alternative fits, the API server tells what keeps the first from fitting, too; the first of those
 * that are of the right type.
 */
const errorsOfBranch = (
  composite: StructuralError,
  errors: readonly StructuralError[],
): StructuralError[] => {
  if (composite.keyword === 'not' || Array.isArray(composite.params['passingSchemas'])) return []
  const inside = errors.filter(
    ({ schemaPath, instancePath }) =>
      schemaPath.startsWith(`${composite.schemaPath}/`) && isBelow(instancePath, composite.instancePath),
  )
  const branchOf = ({ schemaPath }: StructuralError): string =>
    schemaPath.slice(composite.schemaPath.length + 1).split('/')[0] ?? ''
  const mistyped = new Set(
    inside
      .filter(({ keyword, instancePath }) => keyword === 'type' && instancePath === composite.instancePath)
      .map(branchOf),
  )
  const branches = [...new Set(inside.map(branchOf))]
  const best = branches.find((branch) => !mistyped.has(branch)) ?? branches[0]
  return inside.filter(
    (error) =>
      branchOf(error) === best &&
      !IN_BRANCH.test(error.schemaPath.slice(composite.schemaPath.length + 1 + best.length)),
  )
}

/** One issue for each fault: a value of the wrong type is told once, and not again as one that fits no alternative. */
export const explainErrors = (object: unknown, found: readonly StructuralError[]): Issue[] => {
  // Conditions are our compiler's own, and what they lead to is told by itself.
  const errors = found.filter(({ keyword }) => keyword !== 'if')
  const outside = errors.filter(({ schemaPath }) => !IN_BRANCH.test(schemaPath))
  // Alternatives may stand in alternatives.
  const expand = (error: StructuralError): StructuralError[] =>
    COMPOSITE.has(error.keyword) ? [error, ...errorsOfBranch(error, errors).flatMap(expand)] : [error]
  const own = outside.flatMap(expand)
  const plain = new Set(
    outside.filter((error) => !COMPOSITE.has(error.keyword)).map((error) => error.instancePath),
  )
  const mistyped = new Set(
    own
      .filter((error) => error.keyword === 'type' || error.keyword === 'intOrString')
      .map((error) => error.instancePath),
  )
  return own.flatMap((error) => {
    const { instancePath, keyword } = error
    if (COMPOSITE.has(keyword) && plain.has(instancePath)) return []
    if (keyword === 'values' && mistyped.has(instancePath)) return []
    const { path, value } = resolve(object, instancePath)
    const { below, ...explained } = explain(value, error)
    return [{ stage: 'schema' as const, path: below === undefined ? path : [...path, below], ...explained }]
  })
}
