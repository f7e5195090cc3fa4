/** Where the API server gives up a rule for what its evaluation costs, we do; one entry before, neither does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { kindsOfCrds } from '../validate/crd-kinds.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { MANY, PAIRS, pairs } from '../fixtures/cel/costly.ts'
import { type Asker, startAsking } from './ask.ts'
import { crdOf } from './crd-of.ts'

const GROUP = 'costs.agentgw.dev'

const CRDS = { pair: crdOf(GROUP, 'pair', { spec: PAIRS }), many: crdOf(GROUP, 'many', { spec: MANY }) }
const kinds = kindsOfCrds([{ path: 'costs', values: Object.values(CRDS) }])

/** What is told of limits, or undefined. */
const limitOf = (texts: readonly string[]): string | undefined =>
  texts.find((text) => text.includes('no further validation rules will be run'))

const ours = async (kind: string, spec: object): Promise<string | undefined> => {
  const validator = await kinds.validator(GROUP, 'v1', kind)
  const failures = await validator!.rules({ metadata: { name: 'a' }, spec })
  const told = failures.map(({ detail = '' }) => detail)
  return told.some((text) => text.startsWith('operation cancelled')) ? 'rule' : limitOf(told) && 'object'
}

let plane: ControlPlane
let asker: Asker

const theirs = async (kind: string, spec: object): Promise<string | undefined> => {
  const object = { apiVersion: `${GROUP}/v1`, kind, metadata: { name: 'a' }, spec }
  const { message } = await asker.ask(JSON.stringify(object), {
    group: GROUP,
    version: 'v1',
    plural: `${kind}s`,
    namespaced: true,
    namespace: 'default',
  })
  return message.includes('actual cost limit exceeded') ? 'rule' : limitOf([message]) && 'object'
}

/** The least count at which a limit is reached. */
const threshold = async (kind: string, most: number): Promise<number> => {
  let below = 300
  let above = most
  expect([await ours(kind, pairs(below)), (await ours(kind, pairs(above))) !== undefined]).toEqual([
    undefined,
    true,
  ])
  while (above - below > 1) {
    const middle = Math.floor((above + below) / 2)
    if ((await ours(kind, pairs(middle))) === undefined) below = middle
    else above = middle
  }
  return above
}

beforeAll(async () => {
  plane = await startControlPlane()
  for (const crd of Object.values(CRDS)) {
    const made = await plane.kubectl(['create', '-f', '-'], { input: JSON.stringify(crd) })
    expect(made.stderr).toBe('')
  }
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all'])
  asker = startAsking(plane)
}, 180_000)
afterAll(async () => {
  asker.close()
  await plane.stop()
})

describe('what evaluations may cost', () => {
  it.each([
    ['a rule', 'pair', 'rule', 500],
    // The last at which no rule of its own goes too far.
    ['an object', 'many', 'object', 370],
  ])(
    'is the same for %s',
    async (_name, kind, limit, most) => {
      const count = await threshold(kind, most)
      expect(await ours(kind, pairs(count))).toBe(limit)
      for (const around of [count - 1, count])
        expect([around, await theirs(kind, pairs(around))]).toEqual([around, await ours(kind, pairs(around))])
    },
    180_000,
  )
})
