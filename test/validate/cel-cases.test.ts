/**
 * Every case comes out as recorded, compiled as well as evaluated. test/cluster/cel.test.ts holds the record to the
 * real API server.
 */
import { describe, expect, it } from 'vitest'
import { evaluator } from '../../src/validate/cel/evaluator.ts'
import { kindsOfCrds } from './crd-kinds.ts'
import { readingOf } from '../../src/validate/compile/cel/reading.ts'
import { LANGUAGE } from '../fixtures/cel/language.ts'
import { LIBRARIES } from '../fixtures/cel/libraries.ts'
import { OBJECTS } from '../fixtures/cel/objects.ts'
import { CEL_SCHEMA, type Outcome } from '../fixtures/cel/schema.ts'
import { crd } from './kinds-of.ts'

const DEFAULTS = { one: 1, given: 'x' }

/** As validate runs it: plain code where there is some. */
const validated = async (rule: string, value: object): Promise<Outcome> => {
  const optional = rule.includes('oldSelf.hasValue') ? { optionalOldSelf: true } : {}
  const schema = { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule, ...optional }] }
  const kinds = kindsOfCrds([{ path: 'x', values: [crd(schema)] }])
  const validator = await kinds.validator('test.example.com', 'v1', 'Thing')
  const [failure] = await validator!.rules({ metadata: { name: 'a' }, spec: { ...DEFAULTS, ...value } })
  if (failure === undefined) return 'pass'
  return failure.outcome === 'false' ? 'fail' : failure.outcome === 'unknown' ? 'refused' : 'error'
}

const evaluated = (rule: string, value: object): Outcome => {
  try {
    const evaluate = evaluator(rule, readingOf(CEL_SCHEMA))
    return evaluate({ ...DEFAULTS, ...value }) === true ? 'pass' : 'fail'
  } catch (error) {
    if (error instanceof Error && error.name === 'CelError') return 'error'
    throw error
  }
}

describe.each([
  ['the language', LANGUAGE],
  ['libraries', LIBRARIES],
  ['objects', OBJECTS],
])('%s', (_name, cases) => {
  it.each(cases.map(([rule, outcome, value = {}]) => ({ rule, outcome, value })))(
    '$rule: $outcome',
    async ({ rule, outcome, value }) => {
      expect(await validated(rule, value)).toBe(outcome)
      // A rule with oldSelf is not run for a new object; what is refused is never evaluated.
      if (outcome !== 'refused' && !rule.includes('oldSelf.given'))
        expect(evaluated(rule, value)).toBe(outcome)
    },
  )
})
