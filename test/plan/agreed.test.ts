import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import { conflictOf } from '../../src/plan/conflict.ts'
import { digestsOf, lastApplied, noted, noteOf, readDigests } from '../../src/plan/agreed.ts'
import { diff } from '../../src/plan/diff.ts'
import { rootSchema, type Schema } from '../../src/plan/ssa/schema.ts'

const schema: Schema = rootSchema({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      properties: {
        cmd: { type: 'string' },
        args: { type: 'array', items: { type: 'string' } },
        env: {
          type: 'array',
          'x-kubernetes-list-type': 'map',
          'x-kubernetes-list-map-keys': ['name'],
          items: { type: 'object', properties: { name: { type: 'string' }, value: { type: 'string' } } },
        },
        place: { type: 'object', 'x-kubernetes-map-type': 'atomic', properties: { a: {}, b: {} } },
      },
    },
  },
})

const object = (spec: object, metadata: object = {}): Resource => ({
  apiVersion: 'test.example.com/v1',
  kind: 'Thing',
  metadata: { name: 'x', namespace: 'n', ...metadata },
  spec,
})

const agreed = (spec: object): string => digestsOf(object(spec), schema) ?? ''

const authors = (base: object, live: object, folder: object): [string, string | undefined][] =>
  diff(object(live), object(folder), schema, readDigests(agreed(base))).map(({ path, by }) => [path, by])

describe('who left what was agreed', () => {
  it('is known field by field', () => {
    expect(authors({ cmd: 'a', args: ['1'] }, { cmd: 'b', args: ['1'] }, { cmd: 'a', args: ['2'] })).toEqual([
      ['spec.cmd', 'cluster'],
      ['spec.args[0]', 'folder'],
    ])
    expect(authors({ cmd: 'a' }, { cmd: 'b' }, { cmd: 'c' })).toEqual([['spec.cmd', 'both']])
  })

  it('of fields that come and go', () => {
    expect(authors({ cmd: 'a' }, { cmd: 'a', args: ['x'] }, { cmd: 'a' })).toEqual([['spec.args', 'cluster']])
    expect(authors({ cmd: 'a' }, { cmd: 'a' }, { cmd: 'a', args: ['x'] })).toEqual([['spec.args', 'folder']])
    expect(authors({ cmd: 'a', args: ['x'] }, { cmd: 'a' }, { cmd: 'a', args: ['x'] })).toEqual([
      ['spec.args', 'cluster'],
    ])
    expect(authors({ cmd: 'a' }, { cmd: 'a', args: ['x'] }, { cmd: 'a', args: ['y'] })).toEqual([
      ['spec.args[0]', 'both'],
    ])
  })

  it('of the entries of a list that merges by a key, wherever they stand', () => {
    const [a, b] = [
      { name: 'A', value: '1' },
      { name: 'B', value: '2' },
    ]
    expect(
      authors({ env: [a, b] }, { env: [b, { ...a, value: '9' }] }, { env: [a, { ...b, value: '8' }] }),
    ).toEqual([
      ['spec.env[0].value', 'cluster'],
      ['spec.env[1].value', 'folder'],
    ])
  })

  it('of what is written as one, for all its parts alike', () => {
    expect(authors({ args: ['1', '2'] }, { args: ['1', '3'] }, { args: ['0', '2'] })).toEqual([
      ['spec.args[0]', 'both'],
      ['spec.args[1]', 'both'],
    ])
    expect(authors({ place: { a: 1, b: 1 } }, { place: { a: 2, b: 1 } }, { place: { a: 1, b: 1 } })).toEqual([
      ['spec.place.a', 'cluster'],
    ])
  })

  it('says nothing of what is secret, of which there is no digest', () => {
    const env = (value: string) => ({ env: [{ name: 'API_KEY', value }] })
    expect(agreed(env('one'))).toBe(agreed(env('two')))
    expect(authors(env('one'), env('two'), env('one'))).toEqual([['spec.env[0].value', undefined]])
    const args = (value: string) => ({ args: ['--api-key', value] })
    expect(agreed(args('one'))).toBe(agreed(args('two')))
    expect(authors(args('one'), args('two'), args('one'))).toEqual([['spec.args[1]', undefined]])
    expect(digestsOf({ ...object({}), apiVersion: 'v1', kind: 'Secret' }, schema)).toBeUndefined()
  })
})

it('the note on an object is read back, and is no content', () => {
  const digests = agreed({ cmd: 'a' })
  const commit = 'a'.repeat(40)
  const live = noted(object({ cmd: 'a' }), noteOf({ commit, digests }))
  expect(lastApplied(live)).toEqual({ commit, digests })
  expect(lastApplied(noted(object({}), noteOf({ commit: undefined, digests })))).toEqual({
    commit: undefined,
    digests,
  })
  expect(lastApplied(object({}))).toBeUndefined()
  expect(diff(live, object({ cmd: 'a' }), schema)).toEqual([])
  expect(digestsOf(live, schema)).toBe(digests)
})

describe('a conflict', () => {
  const fields = { 'f:spec': { 'f:cmd': {} } }
  const live = object(
    { cmd: 'b' },
    {
      managedFields: [
        { manager: 'kubectl-agentgw', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: fields },
        { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-02T00:00:00Z', fieldsV1: fields },
      ],
    },
  )
  const state = (folder: object) => ({
    ref: { apiVersion: 'test.example.com/v1', kind: 'Thing', namespace: 'n', name: 'x' },
    state: 'Drifted' as const,
    live,
    changes: diff(live, object(folder), schema, readDigests(agreed({ cmd: 'a' }))),
  })

  it('names who changed the field in the cluster, and when', () => {
    const error = conflictOf(state({ cmd: 'a' }))
    expect(error?.code).toBe('field-conflict')
    expect(error?.message).toContain('spec.cmd by kubectl-edit (last write 2026-01-02T00:00:00Z)')
  })

  it('is none where only the folder changed', () => {
    expect(conflictOf(state({ cmd: 'b', args: ['new'] }))).toBeUndefined()
  })
})
