/** Why the API server of a minor version would not take a CRD with a rule about CEL_SCHEMA, as we see it; undefined where it would. */
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd } from '../../src/validate/compile/schema.ts'
import { CEL_SCHEMA } from '../fixtures/cel/schema.ts'
import { crd } from './kinds-of.ts'

export const refusedFor = (minor: number, rule: string): string | undefined => {
  const schema = { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule }] }
  const { body } = compileCrd(readCrd(crd(schema))![0]!, minor)
  return /unknownRule\(trace, \w+, (".*")\)/.exec(body)?.[1]
}
