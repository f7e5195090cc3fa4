/**
 * The API server makes of every CEL case what is recorded of it, and so what the unit tests hold ours to. Each rule is
 * that of one field, and an object has but one of the fields; a rule that is refused stands in a CRD of its own.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { LANGUAGE } from '../fixtures/cel/language.ts'
import { LIBRARIES } from '../fixtures/cel/libraries.ts'
import { OBJECTS } from '../fixtures/cel/objects.ts'
import { CEL_SCHEMA, type CelCase, type Outcome } from '../fixtures/cel/schema.ts'
import { type Asker, startAsking } from './ask.ts'
import { crdOf } from './crd-of.ts'

/** A CRD takes so many rules before what they could cost is too much for one. */
const RULES_IN_ONE = 60

const GROUP = 'cel.agentgw.dev'

const fieldOf = (rule: string): object => {
  const optional = rule.includes('oldSelf.hasValue') ? { optionalOldSelf: true } : {}
  return { ...CEL_SCHEMA, 'x-kubernetes-validations': [{ rule, ...optional }] }
}

const sets: readonly (readonly [string, readonly CelCase[]])[] = [
  ['language', LANGUAGE],
  ['library', LIBRARIES],
  ['object', OBJECTS],
]

/** Cases by the CRD that their rules stand in. */
const chunks = sets.flatMap(([name, cases]) => {
  const accepted = cases.filter(([, outcome]) => outcome !== 'refused')
  return Array.from({ length: Math.ceil(accepted.length / RULES_IN_ONE) }, (_, i) => ({
    name: `${name}${i}`,
    cases: accepted.slice(i * RULES_IN_ONE, (i + 1) * RULES_IN_ONE),
  }))
})
const refused = sets.flatMap(([, cases]) => cases.filter(([, outcome]) => outcome === 'refused'))

let plane: ControlPlane
let asker: Asker

beforeAll(async () => {
  plane = await startControlPlane()
  for (const { name, cases } of chunks) {
    const fields = Object.fromEntries(cases.map(([rule], i) => [`c${i}`, fieldOf(rule)]))
    const made = await plane.kubectl(['create', '-f', '-'], {
      input: JSON.stringify(crdOf(GROUP, name, fields)),
    })
    const named = [...made.stderr.matchAll(/\[c(\d+)\]/g)].map(([, i]) => cases[Number(i)])
    expect([made.stderr === '' ? '' : made.stderr, ...named]).toEqual([''])
  }
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all'])
  asker = startAsking(plane)
}, 180_000)
afterAll(async () => {
  asker.close()
  await plane.stop()
})

describe.each(chunks)('$name', ({ name, cases }) => {
  it('comes out as recorded', async () => {
    const outcomes = await Promise.all(
      cases.map(async ([rule, , value = {}], i): Promise<[string, Outcome, object]> => {
        const object = { apiVersion: `${GROUP}/v1`, kind: name, metadata: { name: 'a' }, [`c${i}`]: value }
        const { stage, message } = await asker.ask(JSON.stringify(object), {
          group: GROUP,
          version: 'v1',
          plural: `${name}s`,
          namespaced: true,
          namespace: 'default',
        })
        expect([rule, stage]).toEqual([rule, stage === 'accepted' ? 'accepted' : 'validation'])
        const outcome = stage === 'accepted' ? 'pass' : message.includes('failed rule: ') ? 'fail' : 'error'
        return [rule, outcome, value]
      }),
    )
    expect(outcomes).toEqual(cases.map(([rule, outcome, value = {}]) => [rule, outcome, value]))
  })
})

describe('a CRD with a rule that is none', () => {
  it.each(refused.map(([rule]) => rule))('is refused: %s', async (rule) => {
    const { code, stderr } = await plane.kubectl(['create', '--dry-run=server', '-f', '-'], {
      input: JSON.stringify(crdOf(GROUP, 'refused', { c0: fieldOf(rule) })),
    })
    expect(code).not.toBe(0)
    expect(stderr).toMatch(/x-kubernetes-validations\[0\]\.rule/)
  })
})
