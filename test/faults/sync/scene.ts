/**
 * A folder with something of everything to do in its namespace: to create, to change in one step and in two, to leave,
 * and to prune. An apply of it goes by a way that can be disturbed, and is looked at by one that can not.
 */
import { connect } from '../../../src/cluster/connect.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import { holds } from '../../../src/model/holds.ts'
import { type Resource, refKey, refOf } from '../../../src/model/resource.ts'
import type { AppliedObject } from '../../../src/model/sync.ts'
import { type FaultProxy, startFaultProxy, type Written } from '../../controlplane/fault-proxy.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { Copy } from './copy.ts'
import { must, told, toldAs } from './told.ts'

type Spec = Readonly<Record<string, unknown>>

const object = (apiVersion: string, kind: string, name: string, content: Spec): Resource => ({
  apiVersion,
  kind,
  metadata: { name },
  ...content,
})
const backend = (name: string, mcp: Spec): Resource =>
  object('agentgateway.dev/v1alpha1', 'MCPBackend', name, { spec: { mcp } })
const stdio = (cmd: string): Spec => ({ stdio: { cmd } })
const config = (name: string, data: Spec): Resource => object('v1', 'ConfigMap', name, { data })
const service = (name: string, port: number): Resource =>
  object('v1', 'Service', name, { spec: { selector: { app: name }, ports: [{ port }] } })
const route = (name: string): Resource =>
  object('agentgateway.dev/v1alpha1', 'AIRoute', name, {
    spec: {
      parentRefs: [{ name: 'gateway' }],
      rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: 'MCPBackend', name: 'same' }] }],
    },
  })

const SAME = [backend('same', stdio('npx')), config('same', { a: '1' })]
const BEFORE = [
  ...SAME,
  backend('changed', stdio('npx')),
  backend('emptied', { ...stdio('npx'), policies: { tools: { allow: ['a'] } } }),
  config('changed', { a: '1' }),
  service('changed', 80),
  route('gone'),
  backend('gone', stdio('npx')),
]
const AFTER = [
  ...SAME,
  backend('changed', stdio('uvx')),
  backend('emptied', { ...stdio('npx'), policies: {} }),
  config('changed', { a: '2' }),
  service('changed', 81),
  service('new', 80),
  backend('new', stdio('npx')),
]
/** Of one object at most; of the one that is emptied two. */
const writesOf = (key: string): number => (key.endsWith('/emptied') ? 2 : 1)

const KINDS = [...new Map([...BEFORE, ...AFTER].map((one) => [one.kind, one])).values()]
const LAYOUT = { files: [0, 1], styles: ['commented', 'list'] } as const

export type Live = ReadonlyMap<string, Resource>
export type Outcome = { readonly applied: readonly AppliedObject[] } | { readonly error: unknown }

export interface Way {
  /** Of one request, in milliseconds. */
  readonly timeout?: number
  /** One that leads to the proxy. */
  readonly kubeconfig?: string
}

let opened = 0

export class SyncScene {
  readonly proxy: FaultProxy
  readonly namespace: string
  readonly copy: Copy
  readonly #direct: Cluster

  private constructor(proxy: FaultProxy, direct: Cluster, namespace: string) {
    this.proxy = proxy
    this.#direct = direct
    this.namespace = namespace
    this.copy = new Copy(namespace, namespace)
  }

  static async open(plane: ControlPlane): Promise<SyncScene> {
    const namespace = `sync-${++opened}`
    const direct = await connect({ kubeconfig: plane.kubeconfig })
    await direct.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } })
    return new SyncScene(await startFaultProxy(plane.kubeconfig, plane.directory), direct, namespace)
  }

  async close(): Promise<void> {
    await this.proxy.stop()
    this.copy.remove()
  }

  #keyed(objects: readonly Resource[]): Map<string, Resource> {
    return new Map(objects.map((one) => [refKey(refOf(one, this.namespace)), one]))
  }

  get after(): Live {
    return this.#keyed(AFTER)
  }

  get gone(): string[] {
    return [...this.#keyed(BEFORE).keys()].filter((key) => !this.after.has(key))
  }

  /** A connection of its own, as each process has. */
  #connect(how: Way = {}): Promise<Cluster> {
    return connect({ kubeconfig: this.proxy.kubeconfig, env: {}, ...how })
  }

  /** The folder and the cluster as they are before the apply that is disturbed. */
  async begin(): Promise<Live> {
    this.proxy.rules()
    this.copy.write(BEFORE, LAYOUT)
    const applied = await this.copy.apply(await this.#connect(), { force: true, prune: true })
    must('begin', toldAs(applied, 'failed', 'skipped'))
    this.copy.write(AFTER, LAYOUT)
    return this.look()
  }

  /** The folder as it was applied, and a cluster in which others have changed, added and taken away since. */
  async beginPull(): Promise<Live> {
    await this.begin()
    this.copy.write(BEFORE, LAYOUT)
    const ref = (one: Resource) => refOf(one, this.namespace)
    const edit = { manager: 'kubectl-edit' }
    const spec = { mcp: { stdio: { cmd: 'uvx', args: ['new'] } } }
    await this.#direct.patch(ref(backend('changed', {})), { spec }, edit)
    await this.#direct.patch(ref(config('changed', {})), { data: { a: '2', b: '3' } }, edit)
    for (const one of [route('gone'), backend('gone', {})]) await this.#direct.delete(ref(one))
    const [born] = this.#keyed([backend('born', stdio('npx'))]).values()
    const metadata = { ...born!.metadata, namespace: this.namespace }
    await this.#direct.delete(ref(born!))
    await this.#direct.create({ ...born!, metadata }, edit)
    return this.look()
  }

  /** Throws where the folder is not as the cluster is, or the cluster not as it was. */
  async pulled(before: Live): Promise<void> {
    this.proxy.rules()
    const states = await this.copy.diff(await this.#connect())
    const applied = await this.copy.apply(await this.#connect())
    const live = await this.look()
    const held = new Set(states.map(({ ref }) => refKey(ref)))
    must('pulled', [
      ...states.filter(({ state }) => state !== 'InSync').map(({ ref, state }) => `${refKey(ref)} ${state}`),
      ...applied.filter(({ outcome }) => outcome !== 'unchanged').map(told),
      ...[...before.keys()].filter((key) => !held.has(key)).map((key) => `${key} is not in the folder`),
      ...[...before]
        .filter(([key, { metadata }]) => live.get(key)?.metadata.resourceVersion !== metadata.resourceVersion)
        .map(([key]) => `${key} was changed`),
    ])
  }

  async apply(way?: Way): Promise<Outcome> {
    try {
      return { applied: await this.copy.apply(await this.#connect(way), { prune: true }) }
    } catch (error) {
      return { error }
    }
  }

  /** What a killed process has asked for is carried out all the same. */
  quiet(): Promise<void> {
    return this.proxy.quiet()
  }

  async look(): Promise<Live> {
    const lists = await Promise.all(
      KINDS.map(({ apiVersion, kind }) =>
        this.#direct.list({ apiVersion, kind }, { namespace: this.namespace }),
      ),
    )
    return new Map(lists.flat().map((one) => [refKey(refOf(one)), one]))
  }

  /**
   * Finishes what was begun, without force: nothing is refused, and then nothing differs. `written`: what was written
   * before, of what is not to be written again.
   */
  async finish(written: readonly Written[]): Promise<void> {
    this.proxy.rules()
    const outcome = await this.apply()
    if ('error' in outcome) throw outcome.error
    const all = [...written, ...this.proxy.written]
    must('again', toldAs(outcome.applied, 'failed', 'skipped'))
    const states = await this.copy.diff(await this.#connect(), { prune: true })
    must('again', [
      ...states.filter(({ state }) => state !== 'InSync').map(({ ref, state }) => `${refKey(ref)} ${state}`),
      ...this.#wrong(await this.look()),
      ...this.twice(all),
    ])
  }

  /** What is not as the folder says. */
  #wrong(live: Live): string[] {
    return [
      ...[...this.after]
        .filter(([key, one]) => !holds(live.get(key) ?? {}, one))
        .map(([key]) => `${key} is not as in the folder`),
      ...this.gone.filter((key) => live.has(key)).map((key) => `${key} stands`),
    ]
  }

  /** Of what was written, the objects that became another more often than they had to. */
  twice(written: readonly Written[]): string[] {
    const forms = Map.groupBy(
      written.filter(({ resourceVersion }) => resourceVersion !== undefined),
      ({ path }) => path,
    )
    return [...forms]
      .filter(([path, all]) => new Set(all.map((one) => one.resourceVersion)).size > writesOf(path))
      .map(([path, all]) => `${path} was changed ${all.length} times`)
  }

  /** What of the report is not so. */
  untrue(outcome: Outcome, before: Live, live: Live): string[] {
    const version = (all: Live, key: string): string | undefined => all.get(key)?.metadata.resourceVersion
    const changed = (key: string): boolean => version(before, key) !== version(live, key)
    if ('error' in outcome)
      return [...new Set([...before.keys(), ...live.keys()])]
        .filter(changed)
        .map((key) => `it only failed (${String(outcome.error)}), and ${key} was changed`)
    const { applied } = outcome
    const keys = applied.map(({ object: { ref } }) => refKey(ref))
    const gone = this.gone.filter((key) => !this.copy.unseen.some((kind) => key.includes(`/${kind}/`)))
    const missing = [...this.after.keys(), ...gone].filter((key) => !keys.includes(key))
    return [
      ...missing.map((key) => `nothing is said of ${key}`),
      ...keys.filter((key, i) => keys.indexOf(key) !== i).map((key) => `${key} is told twice`),
      ...applied.flatMap((one) => (this.#isTrue(one, live, changed) ? [] : [`not so: ${told(one)}`])),
    ]
  }

  #isTrue({ object, outcome, error }: AppliedObject, live: Live, changed: (key: string) => boolean): boolean {
    const key = refKey(object.ref)
    switch (outcome) {
      case 'created':
      case 'configured':
        return holds(live.get(key) ?? {}, this.after.get(key) ?? { never: true })
      case 'pruned':
        return !live.has(key)
      case 'failed':
        // Whoever is told to look, looks; and the first of two steps may be done.
        return (
          !changed(key) || error?.hint?.includes('look whether it was done') === true || writesOf(key) > 1
        )
      default:
        return !changed(key)
    }
  }
}
