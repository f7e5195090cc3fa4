/** What `diff` works out by itself is what the API server, and a real kubectl, say of a server-side apply. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import type { ObjectState } from '../../src/model/sync.ts'
import { compareWithCluster } from '../../src/operations/state.ts'
import { schemaOf } from '../../src/plan/kind-schema.ts'
import { diff } from '../../src/plan/diff.ts'
import { applied } from '../../src/plan/ssa/apply.ts'
import { rootSchema, type Schema } from '../../src/plan/ssa/schema.ts'
import { ROOT } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { exec } from '../setup/exec.ts'
import { backends, httpRoutes, routes } from './gateway-objects.ts'
import { type Draft, WIDGET_CRD, widgets } from './widgets.ts'

const NAMESPACE = 'agentgateway-system'
const SEED = Number(process.env['AGENTGW_TEST_SEED'] ?? 20261123)
const SETTINGS = { name: 'test', namespace: NAMESPACE }

let plane: ControlPlane
let cluster: Cluster

beforeAll(async () => {
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), join(ROOT, 'schemas/crds')] })
  await plane.kubectl(['apply', '-f', '-'], { input: JSON.stringify(WIDGET_CRD) })
  await plane.kubectl(['wait', '--for=condition=Established', '--timeout=30s', 'crd', '--all'])
  await plane.kubectl(['create', 'namespace', NAMESPACE])
  cluster = await connect({ kubeconfig: plane.kubeconfig })
})
afterAll(() => plane.stop())

interface History {
  /** Applied by us. */
  readonly before: Draft | null
  /** Applied by another manager. */
  readonly other: Draft | null
  /** Patched in by a person. */
  readonly edit: Draft | null
  readonly now: Draft
}

const histories = (objects: fc.Arbitrary<Draft>, count: number): readonly History[] =>
  fc.sample(
    fc.record({
      before: fc.option(objects, { freq: 6 }),
      other: fc.option(objects, { freq: 2 }),
      edit: fc.option(objects, { freq: 2 }),
      now: objects,
    }),
    { numRuns: count, seed: SEED },
  )

const named = (name: string, { metadata, ...object }: Draft): Resource => ({
  ...object,
  metadata: { ...metadata, name, namespace: NAMESPACE },
})

/** Lives a history through, and gives what is to be applied next. */
const live = async (name: string, { before, other, edit, now }: History): Promise<Resource> => {
  const desired = named(name, now)
  if (before) await cluster.apply(named(name, before), { force: true })
  if (other) await cluster.apply(named(name, other), { force: true, manager: 'other' })
  if (edit && (before ?? other)) {
    const { metadata, spec } = edit
    await cluster.patch(refOf(desired), { metadata, spec }, { manager: 'kubectl-edit' })
  }
  return desired
}

const some = async <T>(items: readonly T[], each: (item: T, i: number) => Promise<void>): Promise<void> => {
  for (let i = 0; i < items.length; i += 16)
    await Promise.all(items.slice(i, i + 16).map((item, j) => each(item, i + j)))
}

/** What the server refuses is a null that we foresaw. */
const isRefusedNull = ({ spec }: Resource, { message }: Error): boolean => {
  const nulls = [...message.matchAll(/spec\.([\w.]+) in body must be of type \w+: "null"/g)]
  const at = (path: string): unknown =>
    path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | null)?.[key], spec)
  return nulls.length > 0 && nulls.every(([, path = '']) => at(path) === null)
}

describe('what is predicted of an apply', () => {
  const CASES = 400
  const root = rootSchema(schemaOf(WIDGET_CRD, 'test.example.com/v1')!)

  it(`is what the API server makes of it, in ${CASES} random histories`, async () => {
    const wrong: unknown[] = []
    const seen = { changed: 0, emptied: 0, refused: 0 }
    await some(histories(widgets, CASES), async (history, i) => {
      const desired = await live(`w${i}`, history)
      const standing = await cluster.get(refOf(desired))
      const { merged, first } = applied(desired, standing, root)!
      const ask = (object: Resource, dryRun: boolean): Promise<Resource | Error> =>
        cluster.apply(object, { dryRun, force: true }).catch((error: unknown) => error as Error)
      if (first !== undefined) {
        seen.emptied++
        await ask(first, false)
      }
      const theirs = await ask(desired, true)
      if (theirs instanceof Error) {
        // Where another manager holds the emptied map too, the server's null can't be helped.
        seen.refused++
        if (first === undefined && !isRefusedNull(merged, theirs)) wrong.push({ i, error: theirs.message })
        return
      }
      const delta = diff(merged, theirs, root)
      if (delta.length > 0) wrong.push({ i, delta, history })
      if (standing !== undefined && diff(standing, theirs, root).length > 0) seen.changed++
    })
    expect(wrong.slice(0, 3)).toEqual([])
    expect(seen.changed).toBeGreaterThan(CASES / 2)
    expect(seen.emptied).toBeGreaterThan(CASES / 20)
    expect(seen.refused).toBeLessThan(CASES / 5)
  })
})

/** The forms before and after that `kubectl diff` compares, by the object's name. */
const kubectlDiff = async (
  directory: string,
  objects: readonly Resource[],
): Promise<Map<string, { live: Resource | undefined; merged: Resource }>> => {
  mkdirSync(directory)
  // kubectl passes no arguments with a slash in them on, so that the program must be one file.
  const script = join(directory, 'keep.sh')
  const copies = `#!/bin/sh\ncp -r "$1" ${directory}/live\ncp -r "$2" ${directory}/merged\n`
  writeFileSync(script, copies, { mode: 0o755 })
  const { code, stderr } = await exec(
    plane.kubectlPath,
    ['diff', '--server-side', '--force-conflicts', '--field-manager=kubectl-agentgw', '-f', '-'],
    {
      env: {
        HOME: plane.directory,
        PATH: process.env['PATH'],
        KUBECONFIG: plane.kubeconfig,
        KUBECTL_EXTERNAL_DIFF: script,
      },
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }),
    },
  )
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  // What does not exist is an empty file.
  const read = (side: string): Map<string, Resource> =>
    new Map(
      readdirSync(join(directory, side)).flatMap((file) => {
        const object = parse(readFileSync(join(directory, side, file), 'utf8')) as Resource | null
        return object === null ? [] : [[object.metadata.name, object] as const]
      }),
    )
  const before = read('live')
  return new Map([...read('merged')].map(([name, merged]) => [name, { live: before.get(name), merged }]))
}

describe('the verdict is that of kubectl diff --server-side', () => {
  const COUNT = 80

  it.each([
    ['MCPBackend', backends],
    ['AIRoute', routes],
    ['HTTPRoute', httpRoutes],
  ] as const)(`on ${COUNT} objects of kind %s`, async (kind, objects) => {
    const desired: Resource[] = []
    await some(histories(objects, COUNT), async (history, i) => {
      desired[i] = await live(`o${i}`, history)
    })
    const options = { cluster, settings: SETTINGS, revoked: new Set<string>() }
    // kubectl gives up where the server refuses its own nulls (src/plan/ssa/emptied.ts).
    const states = (await compareWithCluster(desired, options)).filter(
      ({ first, merged }) => first === undefined && !JSON.stringify(merged ?? {}).includes('null'),
    )
    expect(states.length).toBeGreaterThan(COUNT / 2)
    const theirs = await kubectlDiff(
      join(plane.directory, `diff-${kind}`),
      states.map((state) => state.desired!),
    )
    const schema = await schemaFor(desired[0]!)
    const verdicts = (of: (state: ObjectState) => boolean): string[] =>
      states.filter(of).map(({ ref }) => ref.name)
    expect(verdicts(({ state }) => state !== 'InSync')).toEqual(
      verdicts(({ ref }) => {
        const { live, merged } = theirs.get(ref.name)!
        return live === undefined || diff(live, merged, schema).length > 0
      }),
    )
    for (const { ref, merged } of states)
      if (merged !== undefined) expect(diff(merged, theirs.get(ref.name)!.merged, schema)).toEqual([])

    // Applied, none of them differs any more.
    for (const { desired: object } of states) await cluster.apply(object!, { force: true })
    const after = await compareWithCluster(desired, options)
    const settled = new Set(states.map(({ ref }) => ref.name))
    expect(after.filter(({ ref, state }) => settled.has(ref.name) && state !== 'InSync')).toEqual([])
  })

  const schemaFor = async ({ apiVersion, kind }: Resource): Promise<Schema> => {
    const name = `${kind.toLowerCase()}s.${apiVersion.split('/')[0]!}`
    const crd = await cluster.get({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      name,
    })
    return rootSchema(schemaOf(crd!, apiVersion)!)
  }
})
