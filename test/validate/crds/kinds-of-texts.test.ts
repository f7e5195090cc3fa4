/** Kinds of texts with CRDs: what is cached is what was compiled, and spares both parsing and compiling. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openCache } from '../../../src/validate/crds/cache.ts'
import type { CrdText } from '../../../src/validate/crds/crd-text.ts'
import { kindsOfTexts, readKinds } from '../../../src/validate/crds/kinds-of-texts.ts'
import type { Kinds } from '../../../src/validate/kinds.ts'
import { GIZMO_CRD, GIZMOS } from '../gizmo.ts'
import { crd } from '../kinds-of.ts'
import { brief, verdictOf } from '../verdict-of.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agentgw-cache-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

let parsed = 0
const text = (value: unknown, digest = 'd1'): CrdText => ({
  path: 'crd.yaml',
  origin: { from: 'crds', path: 'crd.yaml' },
  digest: () => digest,
  values: () => {
    parsed++
    return [value]
  },
})

const open = async (...texts: CrdText[]): Promise<Kinds> => {
  const cache = openCache(folder)
  return kindsOfTexts(await Promise.all(texts.map((one) => readKinds(one, cache))), cache)
}

const gizmo = (spec: unknown): Record<string, string> => ({
  'a.json': JSON.stringify({
    apiVersion: 'test.agentgw.dev/v1',
    kind: 'Gizmo',
    metadata: { name: 'a' },
    spec,
  }),
})
const WRONG = { size: 61, step: 7, address: 'x', words: ' ', window: '2h', odd: 1 }

it('gives the same verdict from the cache, and neither parses nor compiles', async () => {
  const first = await open(text(GIZMO_CRD))
  const told = brief(await verdictOf(gizmo(WRONG), first))
  expect(told.length).toBeGreaterThan(3)
  parsed = 0
  const second = await open(text(GIZMO_CRD))
  expect(brief(await verdictOf(gizmo(WRONG), second))).toEqual(told)
  for (const { spec } of GIZMOS)
    expect(brief(await verdictOf(gizmo(spec), second))).toEqual(brief(await verdictOf(gizmo(spec), first)))
  expect(parsed).toBe(0)
})

it('takes nothing of another text', async () => {
  await verdictOf(gizmo({ size: 1 }), await open(text(GIZMO_CRD)))
  const changed = JSON.parse(JSON.stringify(GIZMO_CRD).replace('"minimum":0', '"minimum":2')) as unknown
  expect(brief(await verdictOf(gizmo({ size: 1 }), await open(text(GIZMO_CRD))))).toEqual([])
  expect(brief(await verdictOf(gizmo({ size: 1 }), await open(text(changed, 'd2'))))).toHaveLength(1)
})

it('compiles what is used, once, whoever asks meanwhile', async () => {
  const kinds = await open(text(GIZMO_CRD))
  expect(readdirSync(folder)).toHaveLength(1)
  const ask = () => kinds.validator('test.agentgw.dev', 'v1', 'Gizmo')
  const [one, other] = await Promise.all([ask(), ask()])
  expect(one).toBe(other)
  expect(await kinds.validator('test.agentgw.dev', 'v2', 'Gizmo')).toBeUndefined()
  expect(readdirSync(folder)).toHaveLength(2)
})

it('tells of a pattern that is none when the kind is first asked for', async () => {
  const kinds = await open(text(crd({ type: 'string', pattern: '([' })))
  await expect(kinds.validator('test.example.com', 'v1', 'Thing')).rejects.toMatchObject({
    code: 'bad-crd',
    message: expect.stringContaining('Thing in crd.yaml') as string,
  })
})

it('takes the later of two texts that define the same, and tells of it once', async () => {
  const spec = (type: 'string' | 'integer') => crd({ type: 'object', properties: { a: { type } } })
  const kinds = await open(text(spec('string'), 's'), text(spec('integer'), 'i'))
  expect(kinds.entries).toHaveLength(1)
  const thing = { apiVersion: 'test.example.com/v1', kind: 'Thing', metadata: { name: 'a' }, spec: { a: 1 } }
  expect(brief(await verdictOf({ 'a.json': JSON.stringify(thing) }, kinds))).toEqual([])
})
