import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/model/resource.ts'
import type { Author, Change, ObjectState } from '../../src/model/sync.ts'
import { type Agreed, standingOf, wishOf } from '../../src/plan/standing.ts'

const object = (cmd: string): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name: 'a', namespace: 'n' },
  spec: { mcp: { stdio: { cmd } } },
})
const ref = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend', name: 'a', namespace: 'n' }

const changed = (...by: (Author | undefined)[]): Change[] =>
  by.map((author, i) => ({
    op: 'replace',
    path: `spec.${i}`,
    from: 1,
    to: 2,
    ...(author === undefined ? {} : { by: author }),
  }))

const drifted = (desired: string, live: string, changes: Change[] = changed(undefined)): ObjectState => ({
  ref,
  state: 'Drifted',
  changes,
  desired: object(desired),
  live: object(live),
})
const missing = (desired: string): ObjectState => ({
  ref,
  state: 'OnlyInFolder',
  changes: [],
  desired: object(desired),
})
const agreed = (desired: string, live?: string): Agreed => ({
  desired: wishOf(object(desired)),
  ...(live === undefined ? {} : { live: object(live) }),
})

describe('an object that differs', () => {
  it.each<[readonly (Author | undefined)[], string]>([
    [['folder'], 'ahead'],
    [['folder', 'folder'], 'ahead'],
    [['cluster'], 'drift'],
    [['folder', 'cluster'], 'mixed'],
    [['folder', 'both'], 'conflict'],
    [['both', 'cluster'], 'conflict'],
    [['folder', undefined], 'ahead'],
    [['cluster', undefined], 'mixed'],
  ])('%j is %s by what is noted on it', (authors, standing) => {
    expect(standingOf(drifted('x', 'y', changed(...authors)), undefined)).toBe(standing)
  })

  it('is judged by what was seen where nothing is noted', () => {
    expect(standingOf(drifted('x', 'y'), undefined)).toBe('ahead')
    expect(standingOf(drifted('x', 'y'), agreed('x', 'x'))).toBe('drift')
    expect(standingOf(drifted('z', 'x'), agreed('x', 'x'))).toBe('ahead')
    expect(standingOf(drifted('z', 'y'), agreed('x', 'x'))).toBe('conflict')
    expect(standingOf(drifted('x', 'y'), agreed('x'))).toBe('drift')
    expect(standingOf(drifted('z', 'y'), agreed('x'))).toBe('conflict')
  })
})

it('an object that the cluster lacks is new, or was deleted there, or that and changed', () => {
  expect(standingOf(missing('x'), undefined)).toBe('ahead')
  expect(standingOf(missing('x'), agreed('x', 'x'))).toBe('drift')
  expect(standingOf(missing('z'), agreed('x', 'x'))).toBe('conflict')
})
