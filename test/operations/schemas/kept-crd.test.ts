/** The form in which CRDs are kept: all that decides about objects, and nothing else. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load, loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { parse } from '../../../src/manifest/parse.ts'
import { keptCrd } from '../../../src/operations/schemas/kept-crd.ts'
import { compileCrd } from '../../../src/validate/compile/module.ts'
import { readCrd } from '../../../src/validate/compile/schema.ts'
import { gatewayApiCrds } from '../../controlplane/gateway-api.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../../controlplane/upstream.ts'
import { crd } from '../../validate/kinds-of.ts'
import { GIZMO_CRD } from '../../validate/gizmo.ts'

const kept = (value: unknown) => keptCrd(value, 'cluster')!
const schemaOf = (text: string): unknown => readCrd(load(text))![0]!.schema

/** With keys in the other order. */
const reversed = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(reversed)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, reversed(inner)])
      .reverse(),
  )
}

it('leaves out prose, and no field of that name', () => {
  const { text } = kept(
    crd({
      type: 'object',
      description: 'prose',
      properties: { description: { type: 'string', description: 'prose' }, title: { type: 'integer' } },
      default: { description: 'a value' },
    } as object),
  )
  expect(text).not.toContain('prose')
  expect(schemaOf(text)).toEqual({
    type: 'object',
    properties: {
      spec: {
        type: 'object',
        properties: { description: { type: 'string' }, title: { type: 'integer' } },
        default: { description: 'a value' },
      },
    },
  })
})

it('is the same text whatever the order of keys, and whatever a cluster adds', () => {
  const live = {
    ...(reversed(GIZMO_CRD) as object),
    metadata: {
      name: 'gizmos.test.agentgw.dev',
      uid: '1',
      resourceVersion: '2',
      managedFields: [{ manager: 'x' }],
    },
    status: { acceptedNames: {}, conditions: [] },
  }
  expect(kept(live).text).toBe(kept(GIZMO_CRD).text)
  expect(kept(live).sha256).toBe(kept(GIZMO_CRD).sha256)
})

it('keeps the versions that are served, and is undefined without one', () => {
  const version = { served: false, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }
  const versions = [
    { ...version, name: 'v1alpha1' },
    { ...version, name: 'v1', served: true },
  ]
  expect(kept(crd({}, { versions }))).toMatchObject({ name: 'things.test.example.com', versions: ['v1'] })
  expect(keptCrd(crd({}, { versions: [versions[0]] }), 'x')).toBeUndefined()
  expect(keptCrd(crd({}, { versions: [{ name: 'v1', served: true, storage: true }] }), 'x')).toBeUndefined()
  expect(keptCrd({ kind: 'Service' }, 'x')).toBeUndefined()
  expect(keptCrd('text', 'x')).toBeUndefined()
})

it.each([
  [{ annotations: { 'gateway.networking.k8s.io/bundle-version': 'v1.6.1' } }, 'v1.6.1'],
  [
    {
      annotations: {
        'gateway.networking.k8s.io/bundle-version': 'v1.6.1',
        'gateway.networking.k8s.io/channel': 'standard',
      },
    },
    'v1.6.1 standard',
  ],
  [{ labels: { 'app.kubernetes.io/version': '1.4.1', 'helm.sh/chart': 'agentgateway-1.4.1' } }, '1.4.1'],
  [{ labels: { 'helm.sh/chart': 'agentgateway-1.4.1' } }, 'agentgateway-1.4.1'],
  [{ annotations: { 'x/bundle-version': '\u001b[2J' } }, undefined],
  [{}, undefined],
])('knows the release from %j', (metadata, release) => {
  expect(kept({ ...GIZMO_CRD, metadata }).release).toBe(release)
})

it.each(['../../etc/x', 'a/b', 'A', '', 'a'.repeat(250)])(
  'refuses a plural that is no name of a file: %s',
  (plural) => {
    expect(() => kept(crd({}, { names: { kind: 'Thing', plural } }))).toThrow(
      expect.objectContaining({ code: 'bad-crd' }) as Error,
    )
  },
)

describe('of real CRDs', () => {
  const holdsIn = (folder: string): void => {
    for (const file of readdirSync(folder).filter((name) => name.endsWith('.yaml')))
      for (const value of loadAll(readFileSync(join(folder, file), 'utf8'))) {
        const before = readCrd(value)
        if (before === undefined || before.length === 0) continue
        const { text } = kept(value)
        const { documents, findings } = parse('kept.yaml', text)
        expect(findings).toEqual([])
        const [document, ...more] = documents
        expect(more).toEqual([])
        expect(kept(document?.value).text).toBe(text)
        // Compiled from either, the rules and what they need are the same.
        const after = readCrd(document?.value)!
        expect(after.map((crd) => compileCrd(crd).uses)).toEqual(before.map((crd) => compileCrd(crd).uses))
      }
  }

  it('is read back as it was written: Gateway API', async (ctx) => {
    const folder = await gatewayApiCrds().catch(() => undefined)
    if (folder === undefined) return ctx.skip('needs Go for the CRDs of Gateway API')
    holdsIn(folder)
  })

  it('is read back as it was written: agentgateway', (ctx) => {
    const folder = upstreamCrds()
    if (folder === undefined) return ctx.skip(NEEDS_UPSTREAM_CRDS)
    holdsIn(folder)
  })
})
