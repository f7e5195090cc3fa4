import { expect, it } from 'vitest'
import { without } from '../../src/model/managed-place.ts'

const object = {
  spec: {
    env: [
      { name: 'A', protocol: 'TCP', value: 'a' },
      { name: 'B', value: 'b' },
    ],
    hosts: ['a', 'b'],
    labels: { 'example.com/x': 'y' },
  },
}
const spec = (more: object): object => ({ spec: { ...object.spec, ...more } })

it.each([
  ['an entry by its keys', ['f:env', 'k:{"name":"A","protocol":"TCP"}'], { env: [object.spec.env[1]] }],
  [
    'a field of an entry',
    ['f:env', 'k:{"name":"B"}', 'f:value'],
    { env: [object.spec.env[0], { name: 'B' }] },
  ],
  ['an entry of a set', ['f:hosts', 'v:"b"'], { hosts: ['a'] }],
  ['a key of a map, which stays without one', ['f:labels', 'f:example.com/x'], { labels: {} }],
])('takes out %s', (_, place, more) => {
  const before = structuredClone(object)
  expect(without(object, ['f:spec', ...place])).toEqual(spec(more))
  expect(object).toEqual(before)
})

it.each([
  [['f:spec', 'f:none']],
  [['f:spec', 'f:none', 'f:deeper']],
  [['f:spec', 'f:env', 'k:{"name":"C"}']],
  [['f:spec', 'f:hosts', 'v:"c"']],
])('takes nothing out at %j', (place) => {
  expect(without(object, place)).toEqual(object)
})
