/** Of built-in kinds, which have no CRD: where `diff` says without asking that nothing would change, the API server agrees. */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { mapSome } from '../../src/model/map-some.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { diff } from '../../src/plan/diff.ts'
import { UNKNOWN } from '../../src/plan/ssa/schema.ts'
import { settled } from '../../src/plan/sync.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { configMaps, secrets, services } from './core-objects.ts'
import type { Draft } from './widgets.ts'

const SEED = Number(process.env['AGENTGW_TEST_SEED'] ?? 20261127)
const CASES = 200
let count = 0

let plane: ControlPlane
let cluster: Cluster

beforeAll(async () => {
  plane = await startControlPlane()
  cluster = await connect({ kubeconfig: plane.kubeconfig })
})
afterAll(() => plane.stop())

const named = (name: string, { metadata, ...object }: Draft): Resource => ({
  ...object,
  metadata: { ...metadata, name, namespace: 'default' },
})

const histories = (objects: fc.Arbitrary<Draft>) =>
  fc.sample(
    fc.record({
      before: objects,
      other: fc.option(objects, { freq: 2 }),
      edit: fc.option(objects, { freq: 2 }),
      // Absent: what was applied before is still wanted.
      now: fc.option(objects, { freq: 1 }),
    }),
    { numRuns: CASES, seed: SEED },
  )

it.each([
  ['ConfigMap', configMaps],
  ['Secret', secrets],
  ['Service', services],
] as const)('%s', async (kind, objects) => {
  const seen = { settled: 0, inSync: 0, refused: 0 }
  const wrong: unknown[] = []
  const ask = (object: Resource, how: object): Promise<Resource | undefined> =>
    cluster.apply(object, { force: true, ...how }).catch(() => undefined)
  await mapSome(histories(objects), async ({ before, other, edit, now }) => {
    const name = `${kind.toLowerCase()}-${++count}`
    await ask(named(name, before), {})
    if (other !== null) await ask(named(name, other), { manager: 'other' })
    if (edit !== null) {
      const { apiVersion: _version, kind: _kind, ...patch } = edit
      const ref = refOf(named(name, before))
      await cluster.patch(ref, { ...patch }, { manager: 'kubectl-edit' }).catch(() => undefined)
    }
    const desired = named(name, now ?? before)
    const live = await cluster.get(refOf(desired))
    const theirs = live && (await ask(desired, { dryRun: true }))
    if (live === undefined || theirs === undefined) {
      seen.refused++
      return
    }
    const delta = diff(live, theirs, UNKNOWN)
    if (delta.length === 0) seen.inSync++
    if (settled(desired, live) === undefined) return
    seen.settled++
    if (delta.length > 0) wrong.push({ before, other, edit, now, delta })
  })
  expect(wrong.slice(0, 3)).toEqual([])
  expect(seen.refused).toBeLessThan(CASES / 2)
  // It would be of no use if it said so seldom.
  expect(seen.settled).toBeGreaterThan(seen.inSync / (kind === 'Secret' ? 10 : 2))
})
