import { expect, it } from 'vitest'
import { finalizersOf } from '../../src/model/same-object.ts'

it.each([
  ['Namespace', ['kubernetes']],
  ['MCPBackend', []],
])('the finalizers of a %s in its spec: %j', (kind, own) => {
  const object = { apiVersion: 'v1', kind, metadata: { name: 'a' }, spec: { finalizers: ['kubernetes'] } }
  expect(finalizersOf(object)).toEqual(own)
  const metadata = { name: 'a', finalizers: ['a.example/wait'] }
  expect(finalizersOf({ ...object, metadata })).toEqual(['a.example/wait', ...own])
})
