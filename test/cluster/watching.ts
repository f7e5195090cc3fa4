/** A folder that the built binary watches, and what it tells. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type LiveRun, startCli } from '../cli/run-live.ts'
import type { ControlPlane } from '../controlplane/start.ts'

/** A line of `watch -o json`. */
export interface Told {
  readonly event: string
  readonly resource?: { readonly kind: string; readonly name: string }
  readonly why?: string
  readonly changes?: readonly { readonly path: string; readonly writer?: { readonly manager: string } }[]
  readonly error?: { readonly code: string }
  readonly findings?: readonly { readonly code: string; readonly file: string }[]
  readonly revocation?: { readonly reason: string; readonly who: string }
}

export const backend = (name: string, cmd: string, more = ''): string =>
  `apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: ${name}}\nspec: {mcp: {stdio: {cmd: ${cmd}${more}}}}\n`

let namespaces = 0

/** In a namespace of its own, with agentgw.yaml; gone after the test. */
export class WatchScene {
  readonly root = mkdtempSync(join(tmpdir(), 'agentgw-watch-'))
  readonly namespace = `watched-${++namespaces}`
  /** Prune looks everywhere for what has the folder's name. */
  readonly settings = `name: ${this.namespace}\nnamespace: ${this.namespace}\n`
  readonly #plane: ControlPlane
  readonly #runs: LiveRun[] = []

  private constructor(plane: ControlPlane) {
    this.#plane = plane
  }

  static async open(plane: ControlPlane): Promise<WatchScene> {
    const scene = new WatchScene(plane)
    mkdirSync(join(scene.root, 'manifests'))
    writeFileSync(join(scene.root, 'agentgw.yaml'), scene.settings)
    await scene.kubectl('create', 'namespace', scene.namespace)
    return scene
  }

  path(name: string): string {
    return join(this.root, 'manifests', name)
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text)
  }

  async kubectl(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#plane.kubectl(args)
    if (code !== 0) throw new Error(stderr)
    return stdout.trim()
  }

  /** In the scene's namespace. */
  in(...args: string[]): Promise<string> {
    return this.kubectl('-n', this.namespace, ...args)
  }

  /** The command that a backend of the cluster runs; undefined where there is none. */
  async live(name: string): Promise<string | undefined> {
    const path = '{.spec.mcp.stdio.cmd}'
    const said = await this.in('get', 'mcpbackend', name, '--ignore-not-found', '-o', `jsonpath=${path}`)
    return said === '' ? undefined : said
  }

  change(name: string, cmd: string): Promise<string> {
    const patch = JSON.stringify({ spec: { mcp: { stdio: { cmd } } } })
    return this.in('patch', 'mcpbackend', name, '--type=merge', '-p', patch)
  }

  /** Ready where it has made its first pass. */
  async watch(flags: readonly string[] = [], kubeconfig = this.#plane.kubeconfig): Promise<Watching> {
    const run = startCli(['watch', '-o', 'json', ...flags], this.root, { KUBECONFIG: kubeconfig })
    this.#runs.push(run)
    const watching = new Watching(run)
    await watching.until('watching')
    return watching
  }

  async close(): Promise<void> {
    for (const { child, ended } of this.#runs) {
      child.kill('SIGKILL')
      await ended
    }
    rmSync(this.root, { recursive: true, force: true })
  }
}

export class Watching {
  readonly run: LiveRun

  constructor(run: LiveRun) {
    this.run = run
  }

  get told(): Told[] {
    const lines = this.run.printed.stdout.split('\n').filter((line) => line !== '')
    return lines.map((line) => JSON.parse(line) as Told)
  }

  /** `event NAME`, of each. */
  get events(): string[] {
    return this.told.map(({ event, resource }) =>
      resource === undefined ? event : `${event} ${resource.name}`,
    )
  }

  /** The last of that event, `nth` of them having been told. */
  async until(event: string, nth = 1): Promise<Told> {
    const all = (): Told[] => this.told.filter((one, i) => one.event === event || this.events[i] === event)
    await expect
      .poll(() => (all().length >= nth ? true : JSON.stringify(this.run.printed)), { timeout: 20_000 })
      .toBe(true)
    return all().at(-1)!
  }
}
