/** The short way to "nothing changes" says so only where the long way would, too. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../../src/model/resource.ts'
import { diff } from '../../../src/plan/diff.ts'
import { claims } from '../../../src/plan/ssa/claims.ts'
import { withDefaults } from '../../../src/plan/ssa/defaults.ts'
import type { FieldSet } from '../../../src/plan/ssa/field-set.ts'
import { fieldsOf } from '../../../src/plan/ssa/fields-of.ts'
import { isHeld } from '../../../src/plan/ssa/held.ts'
import { merge } from '../../../src/plan/ssa/merge.ts'
import { rootSchema, type Schema } from '../../../src/plan/ssa/schema.ts'

const text: Schema = { type: 'string' }
const port: Schema = {
  type: 'object',
  properties: { name: text, protocol: { ...text, default: 'TCP' }, host: text },
}
const ports: Schema = {
  type: 'array',
  items: port,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['name', 'protocol'],
}
const SPEC: Schema = {
  type: 'object',
  properties: {
    mode: { ...text, default: 'fast' },
    rules: { type: 'array', items: port },
    ports,
    tags: { type: 'array', items: text, 'x-kubernetes-list-type': 'set' },
    labels: { type: 'object', additionalProperties: text },
    one: {
      type: 'object',
      'x-kubernetes-map-type': 'atomic',
      properties: { mode: { ...text, default: 'a' }, more: text },
    },
    policies: { type: 'object', properties: { title: text } },
  },
}
const SCHEMA = rootSchema({ type: 'object', properties: { spec: SPEC } })

const object = (spec: object): Resource => ({
  apiVersion: 'test.example.com/v1',
  kind: 'Thing',
  metadata: { name: 'x' },
  spec,
})

const stored = (spec: object): Resource => withDefaults(object(spec), SCHEMA) as Resource

const held = (desired: object, live: object): boolean => isHeld(object(desired), stored(live), SCHEMA)

describe('isHeld', () => {
  it.each<[string, object, object]>([
    ['the same', { mode: 'slow' }, { mode: 'slow' }],
    ['a default that is left out', {}, { mode: 'fast' }],
    ['what others have beside it', { labels: { a: '1' } }, { labels: { a: '1', b: '2' } }],
    ['a default inside what is written as one', { rules: [{ name: 'a' }] }, { rules: [{ name: 'a' }] }],
    ['a default of an atomic map', { one: { more: 'x' } }, { one: { more: 'x' } }],
    ['an entry whose key is a default', { ports: [{ name: 'a' }] }, { ports: [{ name: 'a', host: 'h' }] }],
    ['an empty map', { policies: {} }, { policies: { title: 'theirs' } }],
    ['a part of a set', { tags: ['a'] }, { tags: ['a', 'b'] }],
  ])('sees %s', (_, desired, live) => {
    expect(held(desired, live)).toBe(true)
  })

  it.each<[string, object, object]>([
    ['another value', { mode: 'slow' }, {}],
    ['a field that is not there', { labels: { a: '1' } }, { labels: {} }],
    ['a map that is not there', { policies: {} }, {}],
    ['more in what is written as one', { one: { mode: 'a' } }, { one: { mode: 'a', more: 'x' } }],
    ['a default that was changed in it', { one: { more: 'x' } }, { one: { mode: 'b', more: 'x' } }],
    ['one more item', { rules: [{ name: 'a' }] }, { rules: [{ name: 'a' }, { name: 'b' }] }],
    ['one less', { rules: [{ name: 'a' }, { name: 'b' }] }, { rules: [{ name: 'a' }] }],
    ['an entry of another key', { ports: [{ name: 'a' }] }, { ports: [{ name: 'a', protocol: 'UDP' }] }],
    ['a null', { labels: null }, { labels: null }],
    ['another type', { tags: { a: 1 } }, { tags: ['a'] }],
  ])('does not take for held: %s', (_, desired, live) => {
    expect(held(desired, live)).toBe(false)
  })
})

const letter = fc.constantFrom('a', 'b')
const entry = fc.record(
  { name: letter, protocol: fc.constantFrom('TCP', 'UDP'), host: letter },
  { requiredKeys: ['name'] },
)
const short = { maxLength: 2 }
const spec = fc.record(
  {
    mode: fc.constantFrom('fast', 'slow'),
    rules: fc.array(entry, short),
    ports: fc.uniqueArray(entry, {
      ...short,
      selector: ({ name, protocol = 'TCP' }) => name + protocol,
    }),
    tags: fc.uniqueArray(letter, short),
    labels: fc.option(fc.dictionary(letter, letter, { maxKeys: 2 }), { freq: 5 }),
    one: fc.record({ mode: letter, more: letter }, { requiredKeys: [] }),
    policies: fc.record({ title: letter }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
)

const asFieldsV1 = ({ member, below }: FieldSet): Record<string, unknown> => ({
  ...(member && below.size > 0 ? { '.': {} } : {}),
  ...Object.fromEntries([...below].map(([key, child]) => [key, asFieldsV1(child)])),
})

const contains = (a: FieldSet, b: FieldSet): boolean =>
  (a.member || !b.member) &&
  [...b.below].every(([key, child]) => {
    const own = a.below.get(key)
    return own !== undefined && contains(own, child)
  })

describe('of 10,000 pairs of objects', () => {
  const pairs = fc.sample(fc.tuple(spec, spec), { numRuns: 10_000, seed: 17 })

  it('each that is held is not changed by the whole of an apply', () => {
    let count = 0
    const near = pairs.flatMap(([desired, other]) => [
      [desired, other] as const,
      [desired, { ...other, ...desired }] as const,
    ])
    for (const [desired, live] of near) {
      if (!held(desired, live)) continue
      count++
      const merged = withDefaults(merge(stored(live), object(desired), SCHEMA), SCHEMA) as Resource
      expect(diff(stored(live), merged, SCHEMA), JSON.stringify({ desired, live })).toEqual([])
    }
    expect(count).toBeGreaterThan(100)
  })

  it('claims says what the sets of fields say', () => {
    let count = 0
    for (const [desired, before] of pairs) {
      const [now, then] = [desired, before].map((spec) => fieldsOf(object(spec), SCHEMA))
      if (now === undefined || then === undefined) continue
      const isClaimed = claims(object(desired), asFieldsV1(then), SCHEMA)
      if (isClaimed) count++
      expect(isClaimed, JSON.stringify({ desired, before })).toBe(contains(now, then))
    }
    expect(count).toBeGreaterThan(100)
  })
})
