/** What rules may use in a version of Kubernetes; test/cluster/cel-versions.test.ts asks the API server of one. */
import { describe, expect, it } from 'vitest'
import { minorVersion, newerThanKnown } from '../../src/operations/validate/minor-version.ts'
import { NEWEST } from '../../src/validate/newest.ts'
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd } from '../../src/validate/compile/schema.ts'
import { CEL_SCHEMA } from '../fixtures/cel/schema.ts'
import { FIRST_TAKEN } from '../fixtures/cel/versions.ts'
import { crd } from './kinds-of.ts'

const isChecked = (rule: string, version: number): boolean => {
  const schema = { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule }] }
  const { body } = compileCrd(readCrd(crd(schema))![0]!, version)
  const [, why = ''] = /unknownRule\(trace, \w+, (".*")\)/.exec(body) ?? []
  if (why !== '') expect(why).toContain(`which CRDs may use from Kubernetes 1.`)
  return why === ''
}

describe('a rule is checked from the version on that takes a CRD with it', () => {
  it.each(FIRST_TAKEN)('%s: 1.%i', (rule, first) => {
    expect([Math.max(0, first - 1), first, NEWEST + 1].map((version) => isChecked(rule, version))).toEqual([
      first === 0,
      true,
      true,
    ])
  })
})

describe('--kubernetes-version', () => {
  it.each([
    ['1.31', 31],
    ['v1.30.2', 30],
    ['1.33.1-eks-abc', 33],
    [undefined, undefined],
  ])('%s', (text, minor) => {
    expect(minorVersion(text)).toBe(minor)
  })

  it.each(['31', '1', 'latest', '2.1', '', '1.20'])('%j is none', (text) => {
    expect(() => minorVersion(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('says where it is newer than what is known', () => {
    expect(newerThanKnown(undefined)).toEqual([])
    expect(newerThanKnown(NEWEST)).toEqual([])
    expect(newerThanKnown(99)).toEqual([expect.stringContaining(`1.99 is newer than 1.${NEWEST},`)])
  })
})
