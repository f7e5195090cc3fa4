/**
 * A folder with something of everything to do in its namespace: to create, to change in one step and in two, to leave,
 * and to prune. An apply of it goes by a way that can be disturbed, and is looked at by one that can not.
 */
import { connect } from '../../../src/cluster/connect.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import { type Resource, refKey, refOf } from '../../../src/model/resource.ts'
import { type FaultProxy, startFaultProxy, type Written } from '../../controlplane/fault-proxy.ts'
import type { ControlPlane } from '../../controlplane/start.ts'
import { Copy } from './copy.ts'
import { Expected, type Live, type Outcome, twice } from './expected.ts'
import { AFTER, backend, BEFORE, config, KINDS, LAYOUT, route, stdio } from './scene-objects.ts'
import { must, told, toldAs } from './told.ts'

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
  readonly expected: Expected
  readonly #direct: Cluster

  private constructor(proxy: FaultProxy, direct: Cluster, namespace: string) {
    this.proxy = proxy
    this.#direct = direct
    this.namespace = namespace
    this.copy = new Copy(namespace, namespace)
    this.expected = new Expected(namespace)
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
    const born = backend('born', stdio('npx'))
    await this.#direct.delete(ref(born))
    const metadata = { ...born.metadata, namespace: this.namespace }
    await this.#direct.create({ ...born, metadata }, edit)
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

  /** What of the report is not so. */
  async untrue(outcome: Outcome, before: Live): Promise<string[]> {
    return this.expected.untrue(outcome, { before, live: await this.look(), unseen: this.copy.unseen })
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
      ...this.expected.wrong(await this.look()),
      ...twice(all),
    ])
  }
}
