/**
 * Texts of manifests that are as long as they may be: what looks at them takes time in proportion to their length.
 * Where it grew with the square of it, each of these would take longer than a test may.
 */
import { expect, it } from 'vitest'
import { checkObjectMeta } from '../../src/validate/object-meta.ts'
import { isDuration } from '../../src/validate/runtime/formats.ts'
import { isQuantity } from '../../src/validate/runtime/quantity.ts'
import { durationField } from '../../src/validate/runtime/time.ts'
import { packageOf } from '../../src/model/package.ts'

const LENGTH = 1_000_000
const digits = '1'.repeat(LENGTH)

it('reads quantities', () => {
  expect(isQuantity(`${digits}!`)).toBe(false)
  expect(isQuantity(`${'0'.repeat(LENGTH)}!`)).toBe(false)
  expect(isQuantity(`0.${digits}!`)).toBe(false)
})

it('reads durations', () => {
  expect(isDuration(digits)).toBe(false)
  expect(() => durationField(digits)).toThrow('Invalid duration')
})

it('reads the versions of packages', () => {
  const versions = ['npx', 'uvx'].map((cmd) => packageOf({ cmd, args: [`server@${digits}!`] })?.version)
  expect(versions).toEqual([undefined, undefined])
})

it('reads names', () => {
  const name = `a${'.'.repeat(LENGTH)}a`
  const codes = checkObjectMeta({ name }, { path: ['metadata'], object: 'namespaced' }).map(
    ({ code }) => code,
  )
  expect(codes).toEqual(['bad-metadata'])
})
