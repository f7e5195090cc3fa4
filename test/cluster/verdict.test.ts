/**
 * The offline verdict is the API server's: on every case of both kinds, and on objects made at random from the
 * schemas and then broken. Accept or reject agrees for each, and for what is rejected the places of the faults.
 * CASES and SEED ask for more than the few hundred of every run.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { load } from 'js-yaml'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { type CrdVersion, readCrd } from '../../src/validate/compile/schema.ts'
import { builtInKinds, type Kinds } from '../../src/validate/kinds.ts'
import { kindsOfCrds } from '../../src/validate/compile/load.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { ROOT } from '../cli/environment.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { GIZMO_CRD, GIZMOS } from '../validate/gizmo.ts'
import { mutate, valueFor } from '../validate/generate.ts'
import { type Random, seeded } from '../validate/random.ts'
import { type Asker, startAsking, type Verdict } from './ask.ts'

const NAMESPACE = 'default'
const CASES = Number(process.env['CASES'] ?? 300)
const SEED = Number(process.env['SEED'] ?? 20261123)
const CRDS = join(ROOT, 'schemas/crds')

let plane: ControlPlane
let asker: Asker

beforeAll(async () => {
  plane = await startControlPlane({
    crds: [join(CRDS, 'agentgateway.dev_mcpbackends.yaml'), join(CRDS, 'agentgateway.dev_airoutes.yaml')],
  })
  const gizmo = await plane.kubectl(['apply', '--server-side', '-f', '-'], {
    input: JSON.stringify(GIZMO_CRD),
  })
  expect(gizmo.stderr).toBe('')
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  asker = startAsking(plane)
})
afterAll(async () => {
  asker.close()
  await plane.stop()
})

/** `a[b]` and `a.b` are one place; what is wrong with one label is told of all of them. */
const normal = (path: string): string =>
  path
    .replace(/\[([^\]]*[^\]\d][^\]]*)\]/g, '.$1')
    .replace(/^(metadata\.(labels|annotations|finalizers|ownerReferences))\b.*$/, '$1')

const unique = (paths: readonly string[]): string[] => [...new Set(paths.map(normal))].sort()

/** What differs between the two verdicts, or undefined. */
const difference = async (object: unknown, verdict: Verdict, kinds: Kinds): Promise<unknown> => {
  const file = parse('case.json', JSON.stringify(object))
  const { findings } = await validateDocuments([file], { namespace: NAMESPACE, kinds })
  const errors = findings.filter(({ severity, stage }) => severity === 'error' && stage !== 'rules')
  // Unknown fields alone are told where there are any: the server looks no further.
  const told = verdict.stage === 'strict' ? errors.filter(({ code }) => code === 'unknown-field') : errors
  const ours = unique(told.map(({ path = '' }) => path))
  const theirs = verdict.paths === undefined ? undefined : unique(verdict.paths)
  const agree =
    theirs === undefined
      ? errors.length > 0
      : JSON.stringify(ours) === JSON.stringify(theirs) &&
        errors.length > 0 === (verdict.stage !== 'accepted')
  return agree
    ? undefined
    : {
        object: JSON.stringify(object),
        ours: errors.map(({ message }) => message),
        theirs: verdict.message,
        paths: theirs,
      }
}

const crdOf = (file: string): CrdVersion => readCrd(load(readFileSync(join(CRDS, file), 'utf8')))![0]!

/** From the schema, or from an object that is valid; then broken in up to two places. */
const makeObject = (crd: CrdVersion, valid: readonly object[], random: Random): Record<string, unknown> => {
  const base = random.chance(0.6)
    ? random.pick(valid)
    : { spec: valueFor(crd.schema.properties!['spec']!, random) }
  const { spec } = structuredClone(base) as { spec: unknown }
  const metadata: Record<string, unknown> = { name: 'subject', namespace: NAMESPACE, labels: { a: 'b' } }
  for (let changes = random.below(3); changes > 0; changes--)
    mutate(random.chance(0.85) ? spec : metadata, random)
  // Another namespace than the request's is refused before anything is looked at.
  if ('namespace' in metadata) metadata['namespace'] = NAMESPACE
  return { apiVersion: `${crd.group}/${crd.version}`, kind: crd.kind, metadata, spec }
}

const compareRandom = async (crd: CrdVersion, valid: readonly object[], kinds: Kinds): Promise<unknown[]> => {
  const random = seeded(SEED)
  const objects = Array.from({ length: CASES }, () => makeObject(crd, valid, random))
  const verdicts = await Promise.all(
    objects.map((object) => asker.ask(object, { ...crd, namespace: NAMESPACE })),
  )
  const wrong = await Promise.all(objects.map((object, i) => difference(object, verdicts[i]!, kinds)))
  const accepted = verdicts.filter(({ stage }) => stage === 'accepted').length
  if (process.env['REPORT'])
    console.log(
      `${crd.kind}: ${accepted} of ${CASES} accepted; stages ${['strict', 'decoding', 'validation'].map((s) => `${s} ${verdicts.filter(({ stage }) => stage === s).length}`).join(', ')}`,
    )
  expect(accepted).toBeGreaterThan(0)
  return wrong.filter((one) => one !== undefined)
}

const validOf = (kind: string): object[] =>
  KIND_CASES.filter(({ document, expected }) => document.kind === kind && expected.length === 0).map(
    ({ document }) => document,
  )

describe('agrees with the API server', () => {
  it.each(KIND_CASES.map((one) => [`${one.document.kind}: ${one.name}`, one] as const))(
    '%s',
    async (_name, { document }) => {
      const object = { ...document, metadata: { ...document.metadata, namespace: NAMESPACE } }
      const plural = `${document.kind.toLowerCase()}s`
      const verdict = await asker.ask(object, {
        group: 'agentgateway.dev',
        version: 'v1alpha1',
        plural,
        namespace: NAMESPACE,
      })
      expect(await difference(object, verdict, builtInKinds)).toBeUndefined()
    },
  )

  it(`on ${CASES} random objects of MCPBackend`, async () => {
    expect(
      await compareRandom(crdOf('agentgateway.dev_mcpbackends.yaml'), validOf('MCPBackend'), builtInKinds),
    ).toEqual([])
  })

  it(`on ${CASES} random objects of AIRoute`, async () => {
    expect(
      await compareRandom(crdOf('agentgateway.dev_airoutes.yaml'), validOf('AIRoute'), builtInKinds),
    ).toEqual([])
  })

  it(`on ${CASES} random objects of a CRD that uses everything`, async () => {
    const kinds = kindsOfCrds([{ path: 'gizmo', values: [GIZMO_CRD] }])
    expect(await compareRandom(readCrd(GIZMO_CRD)![0]!, GIZMOS, kinds)).toEqual([])
  })
})
