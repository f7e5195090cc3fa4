/** What is told of an object that is in conflict. */
import { expect, it, test } from 'vitest'
import type { UserError } from '../../../src/errors.ts'
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

const conflict = (folder: Resource, live: Resource, base?: Resource): UserError | undefined => {
  const agreed = base && digestsOf(base, UNKNOWN)
  const { apiVersion, kind } = folder
  const ref = { apiVersion, kind, name: 't' }
  const facts = { ref, file: 'a.yaml', folder, filled: folder, schema: UNKNOWN, agreed, force: false }
  return decideHeld(facts, live, true).error
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
  expect(conflict(config({ [key]: '2' }), config({ [key]: '3' }), base)?.message).toContain(
    `the folder and the cluster ${text}`,
  )
})

it('says of what to take only that which can be taken', () => {
  const hint = (url: string): string | undefined =>
    conflict(config({ url: 'https://a.example.com' }), config({ url }))?.hint
  expect(hint('https://b.example.com')).toMatch(/^`pull --force-conflicts thing\/t` takes the cluster's; /)
  expect(hint('https://user:hush-hush@b.example.com')).toMatch(/^the cluster has a credential in plain text/)
})
