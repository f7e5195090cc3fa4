/** Secrets in the spelling that the API server stores. */
import { expect, it } from 'vitest'
import { inData } from '../../../src/plan/ssa/string-data.ts'

const secret = (fields: object) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, ...fields })

it('stringData becomes data, and counts more', () => {
  expect(inData(secret({ data: { a: 'YQ==', b: 'Yg==' }, stringData: { b: 'é', c: '' } }))).toEqual(
    secret({ data: { a: 'YQ==', b: 'w6k=', c: '' } }),
  )
})

it('everything else stays', () => {
  const others = [
    secret({ data: { a: 'YQ==' } }),
    secret({ stringData: { a: null } }),
    { ...secret({ stringData: { a: 'a' } }), apiVersion: 'example.com/v1' },
  ]
  expect(others.map(inData)).toEqual(others)
})
