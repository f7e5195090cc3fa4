/**
 * The outlines refuse nothing that the real CRDs take: not by their form, and not on random objects that the real
 * CRDs accept, rules and all.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { kindsOfCrds } from '../validate/crd-kinds.ts'
import { type CrdVersion, readCrd } from '../../src/validate/compile/schema.ts'
import { builtInKinds } from '../../src/validate/kinds.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { seeded } from '../validate/random.ts'
import { wordsOf } from '../differential/strings.ts'
import { acceptedObject, faultsOf } from './accepted.ts'
import { refusals } from './weaker.ts'

const CASES = Number(process.env['CASES'] ?? 20)
const SEED = Number(process.env['SEED'] ?? 20261127)

const valuesIn = (folder: string): unknown[] =>
  readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => loadAll(readFileSync(join(folder, file), 'utf8')))

const OUTLINES = valuesIn(join(import.meta.dirname, '../../schemas/outline')).flatMap(
  (value) => readCrd(value) ?? [],
)

/** What upstream says by a rule, which can not be compared as text: the random objects show it. */
const BY_RULE = ['.spec.targetRefs[].kind: other values', '.spec.targetSelectors[].kind: other values']

const needs = async (group: string): Promise<string[] | { missing: string }> => {
  if (group === 'agentgateway.dev') {
    const folder = upstreamCrds()
    return folder === undefined ? { missing: NEEDS_UPSTREAM_CRDS } : [folder]
  }
  try {
    return [await gatewayApiCrds(), await gatewayApiCrds('experimental')]
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) }
  }
}

const isSame = (a: CrdVersion, b: CrdVersion): boolean =>
  a.group === b.group && a.kind === b.kind && a.version === b.version

/** The CRD that an outline is of, with all that stands beside it, from each place where there is one. */
const realOf = (outline: CrdVersion, folders: readonly string[]): { crd: CrdVersion; values: unknown[] }[] =>
  folders.map((folder) => {
    const values = valuesIn(folder)
    return {
      crd: values.flatMap((value) => readCrd(value) ?? []).find((one) => isSame(one, outline))!,
      values,
    }
  })

const named = (outlines: readonly CrdVersion[]) =>
  outlines.map((outline) => [`${outline.kind} ${outline.version}`, outline] as const)

describe.each(named(OUTLINES))('the outline of %s', (_name, outline) => {
  it('is not stricter than the CRD in form', async (ctx) => {
    const folders = await needs(outline.group)
    if ('missing' in folders) return ctx.skip(folders.missing)
    for (const { crd } of realOf(outline, folders)) {
      const spec = (one: CrdVersion) => ({ properties: { spec: one.schema.properties!['spec']! } })
      expect(refusals(spec(outline), spec(crd)).filter((place) => !BY_RULE.includes(place))).toEqual([])
    }
  })
})

/** Later versions have the schema of the first. */
const KINDS = OUTLINES.filter((one) => OUTLINES.find(({ kind }) => kind === one.kind) === one)

describe.each(named(KINDS))('the outline of %s', (_name, outline) => {
  it(`accepts ${CASES} random objects that the CRD accepts`, async (ctx) => {
    const folders = await needs(outline.group)
    if ('missing' in folders) return ctx.skip(folders.missing)
    for (const { crd, values } of realOf(outline, folders)) {
      const real = kindsOfCrds([{ path: crd.kind, values }])
      const random = { ...seeded(SEED), words: wordsOf(crd.schema) }
      const refused: unknown[] = []
      let accepted = 0
      for (let tries = 0; accepted < CASES && tries < 10 * CASES; tries++) {
        const object = await acceptedObject(crd, real, random)
        if (object === undefined) continue
        accepted++
        const faults = await faultsOf(object, builtInKinds)
        if (faults.length > 0)
          refused.push({ spec: object['spec'], faults: faults.map(({ message }) => message) })
      }
      expect(refused).toEqual([])
      expect(accepted).toBe(CASES)
    }
  })
})
