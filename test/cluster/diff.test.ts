/** What `diff` works out by itself is what the API server, and a real kubectl, say of a server-side apply. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Resource } from '../../src/model/resource.ts'
import { diff } from '../../src/plan/diff.ts'
import { applied } from '../../src/plan/ssa/apply.ts'
import { rootSchema } from '../../src/plan/ssa/schema.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { WIDGET, WIDGET_CRD, WIDGET_SCHEMA, widgets } from './widgets.ts'

const NAMESPACE = 'default'
let plane: ControlPlane
let cluster: Cluster

beforeAll(async () => {
  plane = await startControlPlane()
  await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(WIDGET_CRD) })
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  cluster = await connect({ kubeconfig: plane.kubeconfig })
})
afterAll(() => plane.stop())

const CASES = Number(process.env['CASES'] ?? 400)

/** What the server refuses is a null that we foresaw. */
const isRefusedNull = ({ spec }: Resource, { message }: Error): boolean => {
  const nulls = [...message.matchAll(/spec\.([\w.]+) in body must be of type \w+: "null"/g)].map(
    ([, path]) => path!,
  )
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], spec)
  return nulls.length > 0 && nulls.every((path) => at(path) === null)
}

describe('predicts what the API server makes of an apply', () => {
  const root = rootSchema(WIDGET_SCHEMA)
  const named = (name: string, { metadata, ...object }: { metadata: object }): Resource =>
    ({ ...object, metadata: { ...metadata, name, namespace: NAMESPACE } }) as unknown as Resource

  it(`in ${CASES} random histories of an object and its managers`, async () => {
    const histories = fc.sample(
      fc.record({
        before: fc.option(widgets, { freq: 6 }),
        other: fc.option(widgets, { freq: 2 }),
        edit: fc.option(widgets, { freq: 2 }),
        now: widgets,
      }),
      { numRuns: CASES, seed: Number(process.env['SEED'] ?? 20261123) },
    )
    const wrong: unknown[] = []
    let changed = 0
    let emptied = 0
    let refused = 0
    const one = async (i: number): Promise<void> => {
      const { before, other, edit, now } = histories[i]!
      const name = `w${i}`
      if (before) await cluster.apply(named(name, before), { force: true })
      if (other) await cluster.apply(named(name, other), { force: true, manager: 'other' })
      if (edit && (before || other))
        await cluster.patch(
          { ...WIDGET, name, namespace: NAMESPACE },
          edit as unknown as Record<string, unknown>,
          {
            manager: 'kubectl-edit',
          },
        )
      const live = await cluster.get({ ...WIDGET, name, namespace: NAMESPACE })
      const desired = named(name, now)
      const { merged, first } = applied(desired, live, root)!
      const ask = (object: Resource, dryRun = true): Promise<Resource | Error> =>
        cluster.apply(object, { dryRun, force: true }).catch((error: unknown) => error as Error)
      if (first !== undefined) {
        emptied++
        await ask(first, false)
      }
      const theirs = await ask(desired)
      if (theirs instanceof Error) {
        // Where another manager holds an empty map, the server's null can't be helped; we know it beforehand.
        refused++
        if (first === undefined && !isRefusedNull(merged, theirs))
          wrong.push({ i, error: theirs.message, merged, first, history: histories[i], live })
        return
      }
      const delta = diff(merged, theirs, root)
      if (delta.length > 0) wrong.push({ i, delta, history: histories[i], live })
      if (live && diff(live, theirs, root).length > 0) changed++
    }
    for (let i = 0; i < CASES; i += 16)
      await Promise.all(Array.from({ length: Math.min(16, CASES - i) }, (_, j) => one(i + j)))
    if (process.env.GDBG)
      (await import('node:fs')).writeFileSync(process.env.GDBG, JSON.stringify(wrong, null, 1))
    expect(wrong.slice(0, 3)).toEqual([])
    expect(changed).toBeGreaterThan(CASES / 2)
    expect(emptied).toBeGreaterThan(CASES / 20)
    expect(refused).toBeLessThan(CASES / 5)
  })
})
