/** What hardly any kind has in its schema; that the API server judges so is seen in test/cluster/verdict.test.ts. */
import { expect, it } from 'vitest'
import { GADGET_CASES } from '../fixtures/gadgets.ts'
import { kindsOfCrds } from './crd-kinds.ts'
import { GADGET_CRD } from './gadget.ts'
import { verdictOf } from './verdict-of.ts'

const kinds = kindsOfCrds([{ path: 'gadget', values: [GADGET_CRD] }])

it.each(GADGET_CASES)('%s', async (_name, value, faults) => {
  const object = { apiVersion: 'test.agentgw.dev/v1', kind: 'Gadget', metadata: { name: 'a' }, ...value }
  const { findings } = await verdictOf({ 'a.json': JSON.stringify(object) }, kinds)
  expect([...new Set(findings.map(({ path }) => path))].sort()).toEqual(faults)
})
