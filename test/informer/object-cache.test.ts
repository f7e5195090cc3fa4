import { describe, expect, it } from 'vitest'
import { backoff } from '../../src/cluster/informer/backoff.ts'
import { ObjectCache } from '../../src/cluster/informer/object-cache.ts'
import type { Resource } from '../../src/model/resource.ts'

const object = (name: string, resourceVersion: string): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'default', resourceVersion },
})
const versions = (cache: ObjectCache): string[] =>
  cache.objects.map(({ metadata }) => `${metadata.name} ${metadata.resourceVersion}`).sort()

describe('an object cache', () => {
  it('tells what is new, what changed and what went, each once', () => {
    const cache = new ObjectCache()
    const [one, two] = [object('a', '9'), object('a', '10')]
    expect(cache.see(one)).toEqual({ is: one })
    expect(cache.see(one)).toBeUndefined()
    expect(cache.see(two)).toEqual({ was: one, is: two })
    expect(cache.see(one)).toBeUndefined()
    expect(cache.seeGone(object('a', '11'))).toEqual({ was: two })
    expect(cache.seeGone(object('a', '11'))).toBeUndefined()
    expect(versions(cache)).toEqual([])
  })

  it('does not take the end of an object for that of its successor', () => {
    const cache = new ObjectCache()
    cache.write(object('a', '20'))
    expect(cache.seeGone(object('a', '15'))).toBeUndefined()
    expect(versions(cache)).toEqual(['a 20'])
  })

  it('finds out from a list what happened unseen', () => {
    const cache = new ObjectCache()
    for (const one of [object('same', '1'), object('changes', '2'), object('goes', '3')]) cache.see(one)
    cache.beginList()
    const changes = cache.seeAll({
      objects: [object('same', '1'), object('changes', '8'), object('comes', '7')],
      resourceVersion: '8',
    })
    expect(changes).toEqual([
      { was: object('goes', '3') },
      { was: object('changes', '2'), is: object('changes', '8') },
      { is: object('comes', '7') },
    ])
  })

  it('keeps what was written while the list was under way, and only that', () => {
    const cache = new ObjectCache()
    cache.write(object('before', '4'))
    cache.beginList()
    cache.write(object('fresh', '12'))
    cache.write(object('stale', '9'))
    expect(cache.seeAll({ objects: [], resourceVersion: '10' })).toEqual([
      { was: object('before', '4') },
      { was: object('stale', '9') },
    ])
    expect(versions(cache)).toEqual(['fresh 12'])
  })

  it('takes versions that went back, as of an API server that was put back to an earlier state', () => {
    const cache = new ObjectCache()
    cache.see(object('a', '100'))
    cache.beginList()
    expect(cache.seeAll({ objects: [object('a', '5')], resourceVersion: '5' })).toHaveLength(1)
    expect(versions(cache)).toEqual(['a 5'])
  })
})

it('waits twice as long after each failure, up to half a minute, and at least half of that', () => {
  const waits = Array.from({ length: 12 }, (_, i) => backoff(i + 1, 1))
  expect(waits.slice(0, 4)).toEqual([250, 500, 1000, 2000])
  expect(waits.at(-1)).toBe(30_000)
  expect(backoff(12, 0)).toBe(15_000)
})
