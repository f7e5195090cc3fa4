/** What pulling changes, as a plan. */
import { describe, expect, it } from 'vitest'
import { EMPTY_LOCK, type FoundCrd, type LockedCrd } from '../../src/model/schema-lock.ts'
import { planPull, type PullFacts } from '../../src/plan/schemas.ts'

const found = (name: string, more: Partial<FoundCrd> = {}): FoundCrd => ({
  name,
  group: 'a.dev',
  kind: name.toUpperCase(),
  versions: ['v1'],
  source: 'cluster',
  release: 'v1',
  sha256: `sum of ${name}`,
  text: `text of ${name}`,
  ...more,
})
const locked = (name: string, more: Partial<FoundCrd> = {}): LockedCrd => {
  const { text: _text, ...crd } = found(name, more)
  return crd
}
const plan = (facts: Partial<PullFacts>) =>
  planPull({
    lock: EMPTY_LOCK,
    files: new Map(),
    sources: ['cluster'],
    groups: ['a.dev'],
    found: [],
    ...facts,
  })
const states = (facts: Partial<PullFacts>): string[] =>
  plan(facts).changes.map(({ state, crd }) => `${crd.name} ${state}`)
/** The files as the lock has them. */
const asLocked = (...crds: LockedCrd[]): Map<string, string> =>
  new Map(crds.map(({ name, sha256 }) => [name, sha256]))

describe('pulling', () => {
  it('adds what is new, in the order of the names', () => {
    const { lock, write, remove } = plan({ found: [found('b'), found('a')] })
    expect(lock.crds).toEqual([locked('a'), locked('b')])
    expect(write.map(({ name }) => name)).toEqual(['b', 'a'])
    expect(remove).toEqual([])
    expect(states({ found: [found('b'), found('a')] })).toEqual(['a added', 'b added'])
  })

  it('changes nothing the second time', () => {
    const lock = { crds: [locked('a')] }
    const again = plan({ lock, files: asLocked(locked('a')), found: [found('a')] })
    expect(again).toMatchObject({ lock, write: [], remove: [], changes: [{ state: 'unchanged' }] })
  })

  it.each<[string, Partial<FoundCrd>, number]>([
    ['another text', { sha256: 'other' }, 1],
    ['another release', { release: 'v2' }, 0],
    ['another source', { source: './crds' }, 0],
  ])('updates for %s', (_name, more, writes) => {
    const facts = { lock: { crds: [locked('a')] }, files: asLocked(locked('a')), found: [found('a', more)] }
    expect(states(facts)).toEqual(['a updated'])
    expect(plan(facts).lock.crds).toEqual([locked('a', more)])
    expect(plan(facts).write).toHaveLength(writes)
  })

  it('tells the release before', () => {
    const facts = { lock: { crds: [locked('a')] }, found: [found('a', { release: 'v2', sha256: 'x' })] }
    expect(plan(facts).changes).toMatchObject([{ before: 'v1', crd: { release: 'v2' } }])
  })

  it('repairs a file that is gone or was edited', () => {
    const lock = { crds: [locked('a'), locked('b')] }
    const facts = { lock, files: new Map([['a', 'edited']]), found: [found('a'), found('b')] }
    expect(states(facts)).toEqual(['a repaired', 'b repaired'])
    expect(plan(facts).write).toHaveLength(2)
  })

  it('removes what its source no longer has, and nothing of other sources and groups', () => {
    const crds = [
      locked('a'),
      locked('b'),
      locked('c', { source: './crds' }),
      locked('d', { group: 'other.dev' }),
    ]
    const facts = { lock: { crds }, files: asLocked(...crds), found: [found('a')] }
    expect(states(facts)).toEqual(['a unchanged', 'b removed'])
    expect(plan(facts).remove).toEqual(['b'])
    expect(plan(facts).lock.crds.map(({ name }) => name)).toEqual(['a', 'c', 'd'])
  })

  it('keeps the Kubernetes version where no cluster was asked', () => {
    const lock = { kubernetes: 'v1.34.0', crds: [] }
    expect(plan({ lock, found: [found('a')] }).lock.kubernetes).toBe('v1.34.0')
    expect(plan({ lock, found: [found('a')], kubernetes: 'v1.35.0' }).lock.kubernetes).toBe('v1.35.0')
  })
})
