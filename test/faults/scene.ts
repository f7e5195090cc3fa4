/**
 * A namespace and a folder that hold the same few objects, with a way to the cluster that can be disturbed and one
 * that can not: what the kill switch does by the first is looked at by the second.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readClusterJournal } from '../../src/apply/cluster-journal.ts'
import { connect } from '../../src/cluster/connect.ts'
import { openWorkspace } from '../../src/manifest/settings.ts'
import { readStash } from '../../src/manifest/stash.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { RestoreReport, RevokeReport } from '../../src/model/kill-switch-report.ts'
import { KINDS, SYSTEM_NAMESPACE } from '../../src/model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../src/model/resource.ts'
import type { Revocation } from '../../src/model/revocation.ts'
import { halfRestored, sameObject } from '../../src/model/same-object.ts'
import { readJournal } from '../../src/operations/revocations.ts'
import { prepareRestore, restore } from '../../src/operations/restore.ts'
import { prepareRevoke, revoke } from '../../src/operations/revoke.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import { backend, route } from '../fixtures/objects.ts'

/** What is revoked, and what goes with it. */
export const WORD = 'fs'
const HEAD = 'apiVersion: agentgateway.dev/v1alpha1\n'
const rule = (name: string): string =>
  `{backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: ${name}}]}`

/** As people write them: comments, an anchor, odd indentation, a list, a byte order mark with CRLF. */
export const FILES: Readonly<Record<string, string>> = {
  'a.yaml': `# two tools\n${HEAD}kind: MCPBackend\nmetadata: {name: fs}\nspec:\n    mcp:\n       stdio: &run {cmd: npx, args: [fs]} # here\n---\n# stays\n${HEAD}kind: MCPBackend\nmetadata: {name: other}\nspec: {mcp: {stdio: {cmd: npx, args: [other]}}}\n# the end\n`,
  'b.yaml': `apiVersion: v1\nkind: List\nitems:\n# goes\n- ${HEAD}  kind: AIRoute\n  metadata: {name: fs}\n  spec: {parentRefs: [{name: agentgateway}], rules: [${rule('fs')}]}\n- ${HEAD}  kind: AIRoute\n  metadata: {name: shared}\n  spec: {parentRefs: [{name: agentgateway}], rules: [${rule('fs')}, ${rule('other')}]}\n`,
  'c.yaml': `\uFEFF# alone\r\n${HEAD.trim()}\r\nkind: AIRoute\r\nmetadata:\r\n  name: to-fs\r\nspec:\r\n  parentRefs: [{name: agentgateway}]\r\n  rules:\r\n  - ${rule('fs')}\r\n`,
}
/** Of each object that goes: its file, and bytes of its document that stand nowhere else. */
export const GOES: Readonly<Record<string, { readonly file: string; readonly text: string }>> = {
  'MCPBackend/fs': { file: 'a.yaml', text: 'stdio: &run {cmd: npx, args: [fs]} # here\n' },
  'AIRoute/fs': { file: 'b.yaml', text: 'metadata: {name: fs}\n  spec: {parentRefs' },
  'AIRoute/to-fs': { file: 'c.yaml', text: '# alone\r\n' },
}

/** What is looked at of the cluster; the records have checks of their own. */
const SNAPSHOT = KINDS.filter(({ kind }) => kind !== 'Secret' && kind !== 'Namespace')

const objectsIn = (namespace: string): Resource[] =>
  [
    backend('fs'),
    backend('other'),
    route('fs', ['fs']),
    route('to-fs', ['fs']),
    route('shared', ['fs', 'other']),
  ].map((object) => ({ ...object, metadata: { ...object.metadata, namespace } }))

export interface SceneOptions {
  readonly plane: ControlPlane
  readonly namespace: string
}

let runs = 0

export class Scene {
  readonly proxy: FaultProxy
  readonly root: string
  readonly namespace: string
  /** The undisturbed way. */
  readonly direct: Cluster
  #before: ReadonlyMap<string, Resource> = new Map()

  private constructor(proxy: FaultProxy, direct: Cluster, { namespace }: { readonly namespace: string }) {
    this.proxy = proxy
    this.direct = direct
    this.namespace = namespace
    this.root = mkdtempSync(join(tmpdir(), 'agentgw-scene-'))
  }

  static async open(options: SceneOptions): Promise<Scene> {
    const { plane, namespace } = options
    await plane.kubectl(['create', 'namespace', namespace])
    const proxy = await startFaultProxy(plane.kubeconfig, plane.directory)
    const scene = new Scene(proxy, await connect({ kubeconfig: plane.kubeconfig }), options)
    scene.#writeFolder()
    for (const object of objectsIn(namespace)) await scene.direct.apply(object)
    scene.#before = await scene.#snapshot()
    return scene
  }

  /** Another folder that holds the same objects of the same cluster. It goes with its own `close`. */
  beside(): Scene {
    const other = new Scene(this.proxy, this.direct, this)
    other.#writeFolder()
    other.#before = this.#before
    return other
  }

  #writeFolder(): void {
    mkdirSync(join(this.root, 'manifests'))
    writeFileSync(join(this.root, 'agentgw.yaml'), `name: ${this.namespace}\nnamespace: ${this.namespace}\n`)
    for (const [file, text] of Object.entries(FILES)) writeFileSync(this.#path(file), text)
  }

  /** Closing twice does no harm. */
  async close(): Promise<void> {
    await this.proxy.stop()
    rmSync(this.root, { recursive: true, force: true })
  }

  #path(file: string): string {
    return join(this.root, 'manifests', file)
  }

  /** A connection of its own for each run, as each process has; `timeout` of each request, in milliseconds. */
  async #options(timeout: number | undefined) {
    return {
      words: [WORD],
      namespace: this.namespace,
      workspace: await openWorkspace({ cwd: this.root }),
      cluster: await connect({ kubeconfig: this.proxy.kubeconfig, env: {}, timeout }),
      localUser: 'tester',
      now: () => new Date(),
    }
  }

  async revoke(timeout?: number): Promise<RevokeReport> {
    const newId = `${this.namespace}-${++runs}`
    return revoke(await prepareRevoke({ ...(await this.#options(timeout)), reason: 'test', newId }))
  }

  async restore(timeout?: number): Promise<RestoreReport> {
    return restore(await prepareRestore({ ...(await this.#options(timeout)), force: false }))
  }

  async #snapshot(): Promise<Map<string, Resource>> {
    const lists = await Promise.all(
      SNAPSHOT.map(async (kind) => {
        if (!(await this.direct.serves(kind))) return []
        const namespaces = kind.namespaced ? [this.namespace, SYSTEM_NAMESPACE] : [undefined]
        return (
          await Promise.all(namespaces.map((namespace) => this.direct.list(kind, { namespace })))
        ).flat()
      }),
    )
    // What other scenes have in the namespace that all share is theirs.
    const own = lists
      .flat()
      .filter(
        ({ metadata: { name, namespace } }) =>
          namespace !== SYSTEM_NAMESPACE || name.endsWith(`-${this.namespace}`),
      )
    return new Map(own.map((object) => [refKey(refOf(object)), object]))
  }

  /** The state of everything, seen by the undisturbed way. */
  async look(): Promise<State> {
    const [live, { records }, stash, { revocations }] = await Promise.all([
      this.#snapshot(),
      readClusterJournal(this.direct),
      readStash(this.root),
      readJournal(this.root, this.direct),
    ])
    const own = ({ targets }: { targets: readonly { readonly ref: ResourceRef }[] }): boolean =>
      targets.some(({ ref }) => ref.namespace === this.namespace)
    return {
      live,
      files: Object.fromEntries(
        Object.keys(FILES).map((file) => [
          file,
          existsSync(this.#path(file)) ? readFileSync(this.#path(file), 'utf8') : undefined,
        ]),
      ),
      stored: records.filter(own).flatMap(({ targets }) => targets.map((target) => target.stored)),
      stashed: stash.records.flatMap(({ targets }) => targets.flatMap(({ stored }) => stored)),
      revocations: revocations.filter(own),
    }
  }

  isGoing(ref: ResourceRef): boolean {
    return `${ref.kind}/${ref.name}` in GOES
  }

  /** What was there at the start, of what a revoke takes away. */
  get going(): Resource[] {
    return [...this.#before.values()].filter((object) => this.isGoing(refOf(object)))
  }

  /** What is not as it was at the start: of the cluster and of the files. */
  differences({ live, files }: State): string[] {
    const keys = new Set([...this.#before.keys(), ...live.keys()])
    return [
      ...[...keys].filter((key) => {
        const [was, is] = [this.#before.get(key), live.get(key)]
        if (was === undefined && is?.kind === 'ConfigMap')
          return Object.keys((is['data'] as object | undefined) ?? {}).length > 0
        return was === undefined || is === undefined || !sameObject(was, is) || halfRestored(is)
      }),
      ...Object.keys(FILES).filter((file) => files[file] !== FILES[file]),
    ]
  }

  /** Every object stands or is stored; every byte is in its file or in the stash. */
  lost({ live, files, stored, stashed }: State): string[] {
    const objects = this.going.filter((object) => {
      const there = live.get(refKey(refOf(object)))
      return ![...(there ? [there] : []), ...stored].some((one) => sameObject(one, object))
    })
    const texts = Object.values(GOES).filter(
      ({ file, text }) =>
        files[file]?.includes(text) !== true &&
        !stashed.some(({ file: from, piece }) => from === `manifests/${file}` && piece.text.includes(text)),
    )
    return [...objects.map((object) => refKey(refOf(object))), ...texts.map(({ file }) => file)]
  }

  /** Forgets the revocations, so that the next case begins as the first. */
  async forget(): Promise<void> {
    const secrets = { apiVersion: 'v1', kind: 'Secret' }
    const mine = (await this.direct.list(secrets, { namespace: SYSTEM_NAMESPACE })).filter(({ metadata }) =>
      metadata.labels?.['agentgw.dev/revocation']?.startsWith(`${this.namespace}-`),
    )
    await Promise.all(mine.map((secret) => this.direct.delete(refOf({ ...secret, ...secrets }))))
    rmSync(join(this.root, '.agentgw'), { recursive: true, force: true })
  }
}

export interface State {
  readonly live: ReadonlyMap<string, Resource>
  readonly files: Readonly<Record<string, string | undefined>>
  readonly stored: readonly Resource[]
  readonly stashed: readonly { readonly file: string; readonly piece: { readonly text: string } }[]
  readonly revocations: readonly Revocation[]
}
