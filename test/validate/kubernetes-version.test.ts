/** What rules may use in a version of Kubernetes; test/cluster/cel-versions.test.ts asks the API server of one. */
import { describe, expect, it } from 'vitest'
import { minorVersion, newerThanKnown } from '../../src/operations/validate/minor-version.ts'
import { NEWEST } from '../../src/validate/newest.ts'
import { FIRST_TAKEN } from '../fixtures/cel/versions.ts'
import { refusedFor } from './refused-for.ts'

describe('a rule is checked from the version on that takes a CRD with it', () => {
  it.each(FIRST_TAKEN)('%s: 1.%i', (rule, first) => {
    for (const minor of [first, NEWEST + 1]) expect(refusedFor(minor, rule)).toBeUndefined()
    if (first > 0) expect(refusedFor(first - 1, rule)).toContain(`from Kubernetes 1.${first} on`)
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
