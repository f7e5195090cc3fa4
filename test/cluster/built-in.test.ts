/**
 * Of built-in kinds, which have no CRD: where `diff` says without asking that nothing would change, the API server agrees; what
 * is written into a file lacks the server's defaults, and is the same object.
 */
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { mapSome } from '../../src/model/map-some.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { diff } from '../../src/plan/diff.ts'
import { contentOf } from '../../src/plan/pull/content.ts'
import { asWritten } from '../../src/plan/pull/written.ts'
import { withDefaults } from '../../src/plan/ssa/defaults.ts'
import { builtInSchema, wholeSchema } from '../../src/plan/ssa/built-in/index.ts'
import { itemSchema, namedField, rootSchema, type Schema, UNKNOWN } from '../../src/plan/ssa/schema.ts'
import { missing, missingAs, settled } from '../../src/plan/sync.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import * as core from './core-objects.ts'
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
  ['ConfigMap', core.configMaps],
  ['Secret', core.secrets],
  ['Service', core.services],
  ['Deployment', core.deployments],
] as const)('%s that is said to be in sync is so', async (kind, objects) => {
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

const KINDS = {
  ConfigMap: core.configMaps,
  Service: core.services,
  Deployment: core.deployments,
  StatefulSet: core.statefulSets,
  DaemonSet: core.daemonSets,
  Job: core.jobs,
  CronJob: core.cronJobs,
  NetworkPolicy: core.networkPolicies,
  HorizontalPodAutoscaler: core.autoscalers,
  PodDisruptionBudget: core.budgets,
  Ingress: core.ingresses,
  ServiceAccount: core.serviceAccounts,
}

/** The server keeps no list or map without entries. */
const isEmpty = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length === 0

it.each(Object.entries(KINDS))(
  '%s is written without the defaults, and is the same object',
  async (kind, objects) => {
    const wrong: unknown[] = []
    let created = 0
    const create = (object: Resource): Promise<Resource | undefined> =>
      cluster.create(object, { manager: 'other' }).catch(() => undefined)
    await mapSome(fc.sample(objects, { numRuns: 30, seed: SEED }), async (one) => {
      const draft = named(`written-${kind.toLowerCase()}-${++count}`, one)
      const live = await create(draft)
      if (live === undefined) return
      created++
      const schema = rootSchema(builtInSchema(live) ?? UNKNOWN)
      const content = (object: Resource): Resource => contentOf(object, schema)
      const written = asWritten(content(live), schema)
      wrong.push(
        ...diff(asWritten(withDefaults(draft, schema) as Resource, schema), written, UNKNOWN).filter(
          ({ from }) => !isEmpty(from),
        ),
      )
      const { metadata, ...rest } = written
      const again = await create({ ...rest, metadata: { ...metadata, name: `${metadata.name}-again` } })
      if (again === undefined) wrong.push({ refused: written })
      else wrong.push(...diff(content(live), { ...content(again), metadata: live.metadata }, schema))
    })
    expect(wrong.slice(0, 3)).toEqual([])
    expect(created).toBeGreaterThan(10)
  },
)

const service = (more: object): Draft => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {},
  spec: { ports: [{ port: 80 }], ...more },
})
const deployment = (resources: object, volume: object = {}): Draft => {
  const [one] = fc.sample(core.deployments, { numRuns: 1, seed: SEED })
  const containers = [{ name: 'a', image: 'a', resources }]
  const spec = { containers, volumes: [{ name: 'v', emptyDir: volume }] }
  const selector = { matchLabels: { app: 'a' } }
  return { ...one!, spec: { selector, template: { metadata: { labels: { app: 'a' } }, spec } } }
}
/** For something in each of them the server writes something else. */
const ODD: readonly Draft[] = [
  ...[{ clusterIP: '' }, { type: '' }, { sessionAffinity: '' }, { selector: null }].map(service),
  ...['1000m', '0.5', 1, '3000', '1e1', '0m', '010m', '+1'].map((cpu) => deployment({ limits: { cpu } })),
  ...['1024Mi', '1000M', '1e9', '1.5Gi', 1000].map((memory) => deployment({ requests: { memory } })),
  deployment({}, { sizeLimit: '2048Ki' }),
]

it.each(Object.entries(KINDS))('%s: what an apply leaves of a new one is known', async (kind, objects) => {
  const wrong: unknown[] = []
  let known = 0
  await mapSome(
    [...fc.sample(objects, { numRuns: 30, seed: SEED }), ...ODD.filter((one) => one['kind'] === kind)],
    async (one) => {
      const desired = named(`new-${kind.toLowerCase()}-${++count}`, one)
      const schema = wholeSchema(desired)
      const merged = await cluster.apply(desired, { dryRun: true }).catch(() => undefined)
      if (schema === undefined || merged === undefined) return
      known++
      const [ours, theirs] = [missing(desired, schema), missingAs(desired, merged)]
      if (ours.leaves !== theirs.leaves) wrong.push(desired)
    },
  )
  expect(wrong.slice(0, 3)).toEqual([])
  // Many of the others have a selector without entries.
  expect(known).toBeGreaterThan(3)
})

interface Spec extends Schema {
  readonly $ref?: string
  readonly allOf?: readonly Spec[]
}

it('merges as the API server says that it does', async () => {
  const specs: Record<string, Spec> = {}
  for (const path of [
    'api/v1',
    'apis/apps/v1',
    'apis/batch/v1',
    'apis/networking.k8s.io/v1',
    'apis/policy/v1',
    'apis/autoscaling/v2',
  ]) {
    const { stdout } = await plane.kubectl(['get', '--raw', `/openapi/v3/${path}`])
    Object.assign(specs, (JSON.parse(stdout) as { components: { schemas: object } }).components.schemas)
  }
  const resolve = ({ $ref, allOf, ...own }: Spec): Spec => {
    const [first] = $ref === undefined ? (allOf ?? []) : [specs[$ref.split('/').at(-1) ?? ''] ?? {}]
    return first === undefined ? own : { ...resolve(first), ...own }
  }
  const places = new Map<string, string>()
  const how = (schema: Schema): string =>
    [
      schema['x-kubernetes-map-type'],
      schema['x-kubernetes-list-type'],
      ...(schema['x-kubernetes-list-map-keys'] ?? []),
    ]
      .filter((word) => word !== undefined && word !== 'granular')
      .join(' ')
  /** What is below a place that is written as one does not matter. */
  const walk = (theirs: Spec, ours: Schema, at: string): void => {
    const spec = resolve(theirs)
    const [said, known] = [how(spec), how(ours)]
    if (said !== known && !(said === 'atomic' && known === '')) places.set(at, `${said}, not ${known}`)
    if (said === 'atomic' || (spec.type === 'array' && said === '')) return
    for (const [key, field] of Object.entries(spec.properties ?? {}))
      if (at !== '' || !['metadata', 'status'].includes(key))
        walk(field, namedField(ours, key) ?? UNKNOWN, `${at}.${key}`)
    if (spec.items !== undefined) walk(spec.items, itemSchema(ours), `${at}[]`)
  }
  let kinds = 0
  for (const [name, spec] of Object.entries(specs)) {
    const [, group = '', version = '', kind = ''] = /^io\.k8s\.api\.(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? []
    const full = { core: '', networking: 'networking.k8s.io/' }[group] ?? `${group}/`
    const schema = builtInSchema({ apiVersion: `${full}${version}`, kind, metadata: { name: 'x' } })
    if (schema === undefined) continue
    kinds++
    walk(spec, schema, '')
  }
  expect(kinds).toBe(14)
  expect(Object.fromEntries(places)).toEqual({})
})
