/** One person's copy of a folder, with the verbs of sync: in process as the commands do it, or by the built program. */
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openWorkspace } from '../../../src/manifest/settings.ts'
import type { Cluster } from '../../../src/model/cluster.ts'
import type { Resource } from '../../../src/model/resource.ts'
import type { AppliedObject, ObjectState } from '../../../src/model/sync.ts'
import { applyStates } from '../../../src/operations/apply.ts'
import { compareFolder, type Comparison } from '../../../src/operations/diff.ts'
import { readFolderObjects } from '../../../src/operations/folder-objects.ts'
import { runCli } from '../../cli/run.ts'
import type { ExecResult } from '../../setup/exec.ts'
import { type Layout, writeManifests } from './layout.ts'

export interface How {
  /** Of all objects. */
  readonly force?: boolean
  readonly prune?: boolean
}

export class Copy {
  readonly root = mkdtempSync(join(tmpdir(), 'agentgw-copy-'))
  /** Kinds of which the last comparison could not tell what is left over; the commands say so, and exit with 3. */
  unseen: readonly string[] = []
  /** That of agentgw.yaml. */
  readonly namespace: string

  /** `name`: the folder's in the cluster, which every copy of it has. */
  constructor(name: string, namespace: string) {
    this.namespace = namespace
    mkdirSync(this.manifests)
    writeFileSync(join(this.root, 'agentgw.yaml'), `name: ${name}\nnamespace: ${namespace}\n`)
  }

  get manifests(): string {
    return join(this.root, 'manifests')
  }

  write(objects: readonly Resource[], layout: Layout): void {
    writeManifests(this.manifests, objects, layout)
  }

  /** Makes this a copy of the other as it is now, with its memory. */
  take(other: Copy): void {
    rmSync(this.root, { recursive: true, force: true })
    cpSync(other.root, this.root, { recursive: true })
  }

  /** As a fresh checkout is. */
  forget(): void {
    rmSync(join(this.root, '.agentgw'), { recursive: true, force: true })
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true })
  }

  async #compare(cluster: Cluster, { force = false, prune = false }: How): Promise<Comparison> {
    const workspace = await openWorkspace({ cwd: this.root })
    const options = { namespace: undefined, failOn: 'error', suppress: [] } as const
    const folder = await readFolderObjects(workspace, options)
    if (folder.refused) throw new Error(`invalid: ${JSON.stringify(folder.findings)}`)
    return compareFolder(folder, {
      workspace,
      cluster,
      namespace: undefined,
      force: () => force,
      leftOver: prune,
    })
  }

  async diff(cluster: Cluster, how: How = {}): Promise<readonly ObjectState[]> {
    return (await this.#compare(cluster, how)).objects
  }

  async apply(cluster: Cluster, how: How = {}): Promise<AppliedObject[]> {
    const { objects, agreements, unseen } = await this.#compare(cluster, how)
    this.unseen = unseen
    const force = (): boolean => how.force ?? false
    const applied: AppliedObject[] = []
    for await (const one of applyStates(objects, { cluster, agreements, force })) applied.push(one)
    return applied
  }

  binary(kubeconfig: string, ...args: readonly string[]): Promise<ExecResult> {
    return runCli(args, { cwd: this.root, env: { KUBECONFIG: kubeconfig } })
  }
}
