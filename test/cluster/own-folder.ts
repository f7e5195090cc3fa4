/** A folder with its agentgw.yaml and a namespace, both of one test's own, and the built program run in it. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster, KindRef } from '../../src/model/cluster.ts'
import type { ResourceRef } from '../../src/model/resource.ts'
import { type LiveRun, startCli } from '../cli/run-live.ts'
import { runCli } from '../cli/run.ts'
import type { ControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'

export interface OwnFolderOptions {
  /** By which it goes in the cluster; default: one that no other test has. */
  readonly name?: string
  /** Default: one that is made for it. */
  readonly namespace?: string
  /** The way to the cluster; default: straight to the API server. */
  readonly kubeconfig?: string
}

/** `more`: of stdio, as in `, args: [a]`; `meta`: of metadata, as in `, labels: {a: b}`. */
export const backend = (name: string, cmd = 'npx', more = '', meta = ''): string =>
  `---\napiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}${meta}}\nspec: {mcp: {stdio: {cmd: ${cmd}${more}}}}\n`

/** Of two replicas, whose pods and selector bear the label `app`. */
export const deployment = (name: string, app = name): string => `---
apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}}
spec:
  replicas: 2
  selector: {matchLabels: {app: ${app}}}
  template: {metadata: {labels: {app: ${app}}}, spec: {containers: [{name: web, image: web}]}}
`

const BACKEND = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend' } as const

let count = 0

export class OwnFolder {
  readonly root = mkdtempSync(join(tmpdir(), 'agentgw-folder-'))
  readonly name: string
  readonly namespace: string
  readonly #plane: ControlPlane
  readonly #cluster: Cluster
  readonly #kubeconfig: string
  readonly #runs: LiveRun[] = []

  private constructor(
    plane: ControlPlane,
    cluster: Cluster,
    { name, namespace, kubeconfig }: OwnFolderOptions,
  ) {
    this.#plane = plane
    this.#cluster = cluster
    this.#kubeconfig = kubeconfig ?? plane.kubeconfig
    count++
    this.namespace = namespace ?? `team-${count}`
    this.name = name ?? `lab-${count}`
    mkdirSync(join(this.root, 'manifests'))
    writeFileSync(join(this.root, 'agentgw.yaml'), this.settings)
  }

  static async open(plane: ControlPlane, options: OwnFolderOptions = {}): Promise<OwnFolder> {
    const cluster = await connect({ kubeconfig: plane.kubeconfig })
    const folder = new OwnFolder(plane, cluster, options)
    const metadata = { name: folder.namespace }
    if (options.namespace === undefined)
      await cluster.create({ apiVersion: 'v1', kind: 'Namespace', metadata })
    return folder
  }

  /** What agentgw.yaml holds. */
  get settings(): string {
    return `name: ${this.name}\nnamespace: ${this.namespace}\n`
  }

  /** Of a manifest. */
  path(name: string): string {
    return join(this.root, 'manifests', name)
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text)
  }

  read(name: string): string {
    return readFileSync(this.path(name), 'utf8')
  }

  /** Throws where it fails; gives what it printed. */
  async kubectl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#plane.kubectl(args)
    if (code !== 0) throw new Error(stderr)
    return stdout.trim()
  }

  /** The same in the namespace. */
  in(...args: string[]): Promise<string> {
    return this.kubectl('-n', this.namespace, ...args)
  }

  /** The names of what stands in the namespace, sorted. */
  async standing(kind: KindRef = BACKEND): Promise<string[]> {
    const objects = await this.#cluster.list(kind, { namespace: this.namespace })
    return objects.map(({ metadata }) => metadata.name).sort()
  }

  /** The command that a backend of the cluster runs; undefined where there is none. */
  async live(name: string): Promise<string | undefined> {
    const object = await this.#cluster.get(this.#backend(name))
    return (object?.['spec'] as { mcp: { stdio: { cmd: string } } } | undefined)?.mcp.stdio.cmd
  }

  /** As somebody does with kubectl. */
  async change(name: string, cmd: string): Promise<void> {
    const patch = { spec: { mcp: { stdio: { cmd } } } }
    await this.#cluster.patch(this.#backend(name), patch, { manager: 'kubectl-patch' })
  }

  async remove(name: string): Promise<void> {
    await this.#cluster.delete(this.#backend(name))
  }

  #backend(name: string): ResourceRef {
    return { ...BACKEND, name, namespace: this.namespace }
  }

  run(...args: string[]): Promise<ExecResult> {
    return runCli(args, { cwd: this.root, env: { KUBECONFIG: this.#kubeconfig } })
  }

  /** Ended with the test at the latest. */
  start(args: readonly string[], kubeconfig = this.#kubeconfig): LiveRun {
    const run = startCli(args, this.root, { KUBECONFIG: kubeconfig })
    this.#runs.push(run)
    return run
  }

  async close(): Promise<void> {
    for (const { child, ended } of this.#runs) {
      child.kill('SIGKILL')
      await ended
    }
    rmSync(this.root, { recursive: true, force: true })
  }
}
