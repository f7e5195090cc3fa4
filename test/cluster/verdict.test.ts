/**
 * The offline verdict is the API server's: on every case of both kinds, on samples of each format, and on objects made at
 * random from the schemas of all kinds and then broken. Accept or reject agrees for each, and for what is rejected
 * the places of the faults. `npm run fuzz` asks for more than the few hundred of every run.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MOST_IN_OBJECT } from '../../src/manifest/limits.ts'
import { FORMAT_SINCE } from '../../src/validate/compile/formats.ts'
import { builtInKinds } from '../../src/validate/kinds.ts'
import { kubernetesMinor } from '../controlplane/assets.ts'
import { NEEDS_UPSTREAM_CRDS, upstreamCrds } from '../controlplane/upstream.ts'
import { NAMESPACE, difference } from '../differential/compare.ts'
import { type Oracle, startOracle } from '../differential/plane.ts'
import { compareRandom } from '../differential/run.ts'
import { type SubjectKind, type Subjects, subjects } from '../differential/subjects.ts'
import { GADGET_CASES } from '../fixtures/gadgets.ts'
import { KIND_CASES } from '../fixtures/kinds/cases.ts'
import { METADATA } from '../fixtures/metadata.ts'
import { FORMAT_SAMPLES } from '../validate/format-samples.ts'

/** For each kind. */
const CASES = 30
const SEED = 20261123

/** Texts and cases that Kubernetes before 1.36 takes, and we do not. */
const LATER = ['http://a:1:2/', 'a limit that the type can not hold', 'a number beyond 32 bits']
const isJudged = (one: string): boolean => kubernetesMinor() >= 36 || !LATER.includes(one)

const FORMATS = Object.entries(FORMAT_SAMPLES).filter(
  ([format]) => (FORMAT_SINCE[format.replaceAll('-', '')] ?? 0) <= kubernetesMinor(),
)

let known: Subjects
let oracle: Oracle

beforeAll(async () => {
  known = await subjects()
  oracle = await startOracle(known)
})
afterAll(() => oracle.stop())

const subjectOf = (kind: string): SubjectKind => known.kinds.find(({ crd }) => crd.kind === kind)!

describe('agrees with the API server', () => {
  it.each(KIND_CASES.map((one) => [`${one.document.kind}: ${one.name}`, one] as const))(
    '%s',
    async (_name, { document }) => {
      const object = { ...document, metadata: { ...document.metadata, namespace: NAMESPACE } }
      const verdict = await oracle.asker.ask(JSON.stringify(object), {
        ...subjectOf(document.kind).crd,
        namespace: NAMESPACE,
      })
      expect(await difference(JSON.stringify(object), verdict, builtInKinds)).toBeUndefined()
    },
  )

  it.each(FORMATS)('on texts of the format %s', async (format, { good, bad }) => {
    const { crd, kinds } = subjectOf('Formatted')
    const differences: unknown[] = []
    for (const [text, stage] of [
      ...good.map((text) => [text, 'accepted'] as const),
      ...bad.filter(isJudged).map((text) => [text, 'validation'] as const),
    ]) {
      const object = {
        apiVersion: `${crd.group}/${crd.version}`,
        kind: crd.kind,
        metadata: { name: 'subject', namespace: NAMESPACE },
        spec: { [format]: text },
      }
      const verdict = await oracle.asker.ask(JSON.stringify(object), { ...crd, namespace: NAMESPACE })
      if (verdict.stage !== stage) differences.push([text, verdict.message])
      differences.push(...[await difference(JSON.stringify(object), verdict, kinds)].filter(Boolean))
    }
    expect(differences).toEqual([])
  })

  it.each(METADATA.map((metadata) => [JSON.stringify(metadata).slice(0, 100), metadata] as const))(
    'on metadata %s',
    async (_name, metadata) => {
      const { crd, kinds } = subjectOf('Gizmo')
      const typed = { apiVersion: `${crd.group}/${crd.version}`, kind: crd.kind }
      const object = { ...typed, metadata: { namespace: NAMESPACE, ...metadata }, spec: { size: 4 } }
      const verdict = await oracle.asker.ask(JSON.stringify(object), { ...crd, namespace: NAMESPACE })
      expect(await difference(JSON.stringify(object), verdict, kinds)).toBeUndefined()
    },
  )

  it.each(GADGET_CASES.filter(([name]) => isJudged(name)))('on %s', async (_name, value, faults) => {
    const { crd, kinds } = subjectOf('Gadget')
    const object = {
      apiVersion: `${crd.group}/${crd.version}`,
      kind: crd.kind,
      metadata: { name: 'a' },
      ...value,
    }
    const verdict = await oracle.asker.ask(JSON.stringify(object), { ...crd, namespace: NAMESPACE })
    expect([...new Set(verdict.paths?.map((path) => path.replace(/^\./, '')))].sort()).toEqual(faults)
    expect(await difference(JSON.stringify(object), verdict, kinds)).toBeUndefined()
  })

  it.each([
    ['the most that it reads', 0, 'accepted'],
    ['one byte more', 1, 'decoding'],
  ])('on an object of %s', async (_name, more, stage) => {
    const { crd, kinds } = subjectOf('Gizmo')
    const typed = { apiVersion: `${crd.group}/${crd.version}`, kind: crd.kind }
    const metadata = { name: 'a', namespace: NAMESPACE }
    const sized = (text: string) => ({ ...typed, metadata, spec: { size: 4, anything: { text } } })
    const rest = MOST_IN_OBJECT + more - JSON.stringify(sized('é"')).length - 1
    const object = sized(`é"${'x'.repeat(rest)}`)
    const verdict = await oracle.asker.ask(JSON.stringify(object), { ...crd, namespace: NAMESPACE })
    expect(verdict.stage).toBe(stage)
    expect(await difference(JSON.stringify(object), verdict, kinds)).toBeUndefined()
  })

  it(`on random objects of every kind`, { timeout: 300_000 }, async (context) => {
    for (const subject of known.kinds) {
      const { stages, differences } = await compareRandom(subject, oracle.asker, { count: CASES, seed: SEED })
      expect(differences, subject.name).toEqual([])
      expect(stages.accepted, `${subject.name} that is accepted`).toBeGreaterThan(0)
    }
    if (upstreamCrds() === undefined) context.skip(NEEDS_UPSTREAM_CRDS)
  })
})
