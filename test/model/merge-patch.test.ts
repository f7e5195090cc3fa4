import { expect, it } from 'vitest'
import { mergePatch } from '../../src/model/merge-patch.ts'

it.each([
  ['nothing', { a: { b: [1] } }, { a: { b: [1] } }, {}],
  ['a field that goes', { a: { b: 1, c: 2 }, d: 3 }, { a: { c: 2 } }, { a: { b: null }, d: null }],
  ['a list, whole', { a: [{ b: 1 }, { b: 2 }], c: 1 }, { a: [{ b: 2 }], c: 1 }, { a: [{ b: 2 }] }],
  ['what comes, and what becomes another', { a: 1 }, { a: { b: 2 }, c: 3 }, { a: { b: 2 }, c: 3 }],
])('has %s', (_, from, to, patch) => {
  expect(mergePatch(from, to)).toEqual(patch)
})
