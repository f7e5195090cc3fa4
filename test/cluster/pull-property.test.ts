/**
 * Random folders, random edits in the cluster: after `pull` a folder without edits of its own does not differ, and
 * applying it changes nothing; with edits of its own it differs by exactly those.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { ClusterError } from '../../src/model/cluster-error.ts'
import type { PulledObject } from '../../src/model/pull.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import type { Workspace } from '../../src/model/settings.ts'
import type { AppliedObject, ObjectState } from '../../src/model/sync.ts'
import { applyStates } from '../../src/operations/apply.ts'
import { compareFolder } from '../../src/operations/diff.ts'
import { readFolderObjects } from '../../src/operations/folder-objects.ts'
import { planPull, pull } from '../../src/operations/pull/pull.ts'
import { ROOT } from '../cli/run.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backends, httpRoutes, routes } from './gateway-objects.ts'
import type { Draft } from './widgets.ts'

const SEED = Number(process.env['AGENTGW_TEST_SEED'] ?? 20261127)
const ROUNDS = Number(process.env['AGENTGW_PULL_ROUNDS'] ?? 24)

let plane: ControlPlane
let cluster: Cluster

beforeAll(async () => {
  plane = await startControlPlane({ crds: [await gatewayApiCrds(), join(ROOT, 'schemas/crds')] })
  cluster = await connect({ kubeconfig: plane.kubeconfig })
})
afterAll(() => plane.stop())

const object = fc.oneof(backends, httpRoutes, routes)

const round = fc.record({
  folder: fc.array(object, { minLength: 2, maxLength: 6 }),
  /** What becomes of each in the cluster: replaced by another of its kind, taken away, or nothing. */
  edits: fc.array(fc.constantFrom('edit', 'edit', 'delete', 'none'), { minLength: 6, maxLength: 6 }),
  others: fc.array(object, { minLength: 12, maxLength: 12 }),
  born: fc.array(fc.oneof(backends, httpRoutes), { maxLength: 2 }),
  /** Which of the folder's the folder changes itself, by a label. */
  own: fc.array(fc.constantFrom(false, false, true), { minLength: 6, maxLength: 6 }),
  perFile: fc.integer({ min: 1, max: 3 }),
})

const named = (name: string, namespace: string, { metadata, ...rest }: Draft): Resource => ({
  ...rest,
  metadata: { ...metadata, name, namespace },
})

/** Owners that are not there are garbage, and an object with finalizers would not go. */
const alone = (draft: Draft): Draft => {
  const { ownerReferences: _, finalizers: __, ...metadata } = draft.metadata as Partial<Resource['metadata']>
  return { ...draft, metadata }
}

/** What the API server says no to was no edit. */
const ifTaken = async (edit: () => Promise<unknown>): Promise<boolean> => {
  try {
    await edit()
    return true
  } catch (error) {
    if (!(error instanceof ClusterError) || error.code !== 'rejected') throw error
    return false
  }
}

class Folder {
  readonly workspace: Workspace
  readonly namespace: string

  constructor(workspace: Workspace, namespace: string) {
    this.workspace = workspace
    this.namespace = namespace
  }

  write(resources: readonly Resource[], perFile: number): void {
    rmSync(this.workspace.folder, { recursive: true, force: true })
    mkdirSync(this.workspace.folder, { recursive: true })
    for (let i = 0; i < resources.length; i += perFile)
      writeFileSync(
        join(this.workspace.folder, `f${i}.yaml`),
        `# file\n${stringify(resources.slice(i, i + perFile))}`,
      )
  }

  async compare() {
    const folder = await readFolderObjects(this.workspace, {
      namespace: undefined,
      failOn: 'never',
      suppress: [],
    })
    expect(
      folder.refused,
      JSON.stringify(folder.findings.filter(({ severity }) => severity === 'error')),
    ).toBe(false)
    return compareFolder(folder, { workspace: this.workspace, cluster, namespace: undefined })
  }

  async apply(): Promise<AppliedObject[]> {
    const { objects, agreements } = await this.compare()
    const applied: AppliedObject[] = []
    for await (const one of applyStates(objects, { cluster, agreements })) applied.push(one)
    return applied
  }

  async pull(): Promise<PulledObject[]> {
    const plan = await planPull({ workspace: this.workspace, cluster, prune: true })
    const pulled: PulledObject[] = []
    for await (const one of pull(plan, { dryRun: false })) pulled.push(one)
    return pulled
  }
}

const told = ({ ref, changes }: ObjectState): string[] =>
  changes.map(
    ({ op, path, from, to }) => `${ref.kind}/${ref.name} ${op} ${path} ${JSON.stringify([from, to])}`,
  )

const versions = async (objects: readonly ObjectState[]): Promise<unknown[]> =>
  Promise.all(objects.map(async ({ ref }) => (await cluster.get(ref))?.metadata.resourceVersion))

it(`property: ${ROUNDS} rounds`, { timeout: 600_000 }, async () => {
  let [edited, deleted, differing] = [0, 0, 0]
  for (const [number, { folder: drafts, edits, others, born, own, perFile }] of fc
    .sample(round, { seed: SEED, numRuns: ROUNDS })
    .entries()) {
    const namespace = `round-${number}`
    await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    const root = mkdtempSync(join(tmpdir(), 'agentgw-pull-property-'))
    writeFileSync(join(root, 'agentgw.yaml'), `name: ${namespace}\nnamespace: ${namespace}\n`)
    const folder = new Folder(await openWorkspace({ cwd: root }), namespace)

    const wanted = drafts.map((draft, i) => named(`o${i}`, namespace, alone(draft)))
    folder.write(wanted, perFile)
    const refused = new Set(
      (await folder.apply()).flatMap(({ object: { ref }, outcome }) =>
        outcome === 'failed' ? [ref.name] : [],
      ),
    )
    const resources = wanted.filter(({ metadata }) => !refused.has(metadata.name))
    folder.write(resources, perFile)

    const gone = new Set<string>()
    for (const [i, resource] of resources.entries()) {
      const other = others.find(({ kind }) => kind === resource.kind)
      if (edits[i] === 'delete') {
        await cluster.delete(refOf(resource))
        gone.add(resource.metadata.name)
        deleted++
      } else if (edits[i] === 'edit' && other !== undefined) {
        const live = (await cluster.get(refOf(resource)))!
        const { labels, annotations } = alone(other).metadata as Partial<Resource['metadata']>
        const metadata = {
          ...live.metadata,
          labels: { ...labels, 'agentgw.dev/folder': namespace },
          annotations: { ...live.metadata.annotations, ...annotations },
        }
        const next = { ...live, metadata, spec: other.spec }
        if (await ifTaken(() => cluster.replace(next, { manager: 'kubectl-edit' }))) edited++
      }
    }
    for (const [i, draft] of born.entries())
      await ifTaken(() => cluster.create(named(`new${i}`, namespace, alone(draft))))

    const mine = new Set(
      number % 2 === 0
        ? []
        : resources.flatMap(({ metadata }, i) => (own[i] && !gone.has(metadata.name) ? [metadata.name] : [])),
    )
    folder.write(
      resources.map((resource) => {
        const { metadata } = resource
        return mine.has(metadata.name)
          ? { ...resource, metadata: { ...metadata, labels: { ...metadata.labels, mine: 'yes' } } }
          : resource
      }),
      perFile,
    )

    const pulled = await folder.pull()
    const where = `round ${number} of seed ${SEED}`
    expect(
      pulled.filter(({ outcome }) => outcome === 'failed'),
      where,
    ).toEqual([])
    const { objects } = await folder.compare()
    expect(objects.flatMap(told).sort(), where).toEqual(
      [...mine]
        .map((name) => resources.find(({ metadata }) => metadata.name === name)!)
        .map(({ kind, metadata: { name } }) => `${kind}/${name}`)
        .sort()
        .map((name) => expect.stringMatching(new RegExp(`^${name} add metadata\\.labels.*yes`)) as string),
    )
    differing += mine.size
    expect(
      objects.filter(({ ref }) => gone.has(ref.name)),
      where,
    ).toEqual([])
    const before = await versions(objects.filter(({ ref }) => !mine.has(ref.name)))
    const applied = await folder.apply()
    expect(
      applied.filter(({ outcome }) => outcome === 'failed'),
      where,
    ).toEqual([])
    expect(await versions(objects.filter(({ ref }) => !mine.has(ref.name))), where).toEqual(before)
    // Whatever was pulled or applied is agreed on now: a second pull has nothing to do.
    const outcomes = new Set((await folder.pull()).map(({ outcome }) => outcome))
    expect(
      [...outcomes].filter((outcome) => outcome !== 'unchanged'),
      where,
    ).toEqual([])
    rmSync(root, { recursive: true, force: true })
  }
  expect(Math.min(edited, deleted, differing)).toBeGreaterThan(ROUNDS / 4)
})
