/** What is told of an object that is in conflict. */
import { expect, test } from 'vitest'
import type { Resource } from '../../../src/model/resource.ts'
import { digestsOf } from '../../../src/plan/agreed.ts'
import { decideHeld } from '../../../src/plan/pull/decide.ts'
import { UNKNOWN } from '../../../src/plan/ssa/schema.ts'

const config = (data: object): Resource => ({
  apiVersion: 'example.com/v1',
  kind: 'Thing',
  metadata: { name: 't' },
  data,
})

const told = (folder: Resource, live: Resource, base?: Resource): string | undefined => {
  const agreed = base && digestsOf(base, UNKNOWN)
  const { apiVersion, kind } = folder
  const ref = { apiVersion, kind, name: 't' }
  const facts = { ref, file: 'a.yaml', folder, filled: folder, schema: UNKNOWN, agreed, force: false }
  return decideHeld(facts, live, true).error?.message
}

test.each([
  ['both changed it', config({ a: '1' }), 'a', 'both changed data.a; '],
  [
    'it is not known who changed it',
    undefined,
    'a',
    'differ in data.a, and it is not known that only the cluster',
  ],
  ['it is secret', config({ password: '1' }), 'password', 'differ in data.password, and it is not known'],
])('a conflict where %s', (_, base, key, text) => {
  expect(told(config({ [key]: '2' }), config({ [key]: '3' }), base)).toContain(
    `the folder and the cluster ${text}`,
  )
})
