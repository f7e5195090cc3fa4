/**
 * `add-mcp` and `add-llm`: generated objects into the folder, and where asked for into the cluster. Everything
 * that can be refused is asked before the first byte is written: the folder, the kill switch, the API server.
 */
import { join } from 'node:path'
import { UserError } from '../errors.ts'
import { differenceLines } from '../generate/difference.ts'
import { applyEdits } from '../manifest/edit.ts'
import type { Cluster } from '../model/cluster.ts'
import { type Resource, refKey, refLabel, refOf } from '../model/resource.ts'
import type { Settings, Workspace } from '../model/settings.ts'
import type { AppliedObject } from '../model/sync.ts'
import { type Addition, nameTaken, planAddition, readFolderOrNone } from './add-to-folder.ts'
import { readJournal, revokedNow } from './revocations.ts'

/** What a command made of its words: a backend, then the AIRoute that leads to it. */
export interface Generated {
  readonly name: string
  readonly resources: readonly [Resource, Resource]
}

export interface AddOptions {
  /** Undefined: no folder takes part, as in a dry run where there is none. */
  readonly workspace: Workspace | undefined
  readonly settings: Settings
  /** Undefined: no cluster takes part. */
  readonly cluster: Cluster | undefined
  /** True: only the verdict, of the folder and of the cluster where one is given. */
  readonly dryRun: boolean
  /** How a path is shown in messages. */
  readonly show: (path: string) => string
}

export interface AddResult<G extends Generated> {
  readonly generated: G
  /** Undefined where no folder took part. */
  readonly addition: Addition | undefined
  /** What came of it in the cluster; empty where none took part. */
  readonly applied: readonly AppliedObject[]
  readonly dryRun: boolean
}

export const add = async <G extends Generated>(generated: G, options: AddOptions): Promise<AddResult<G>> => {
  const { workspace, settings, cluster, dryRun } = options
  const revoked = await revokedNames(workspace?.root, cluster)
  refuseRevoked(generated.resources, revoked)
  const addition = workspace === undefined ? undefined : await planFile(generated, workspace, options)

  const bring = async (mode: 'none' | 'server'): Promise<AppliedObject[]> => {
    const applied: AppliedObject[] = []
    if (cluster === undefined) return applied
    const { applyResources } = await import('./apply.ts')
    const home = workspace?.settings.namespace
    const run = applyResources(generated.resources, { cluster, settings, home, revoked, dryRun: mode })
    for await (const object of run) applied.push(object)
    return applied
  }
  const verdict = await bring('server')
  refuse(verdict, addition?.missing ?? generated.resources)
  if (dryRun) return { generated, addition, applied: verdict, dryRun }

  if (addition?.edit !== undefined) await applyEdits([addition.edit])
  return { generated, addition, applied: await bring('none'), dryRun }
}

const planFile = async (
  generated: Generated,
  workspace: Workspace,
  { show }: AddOptions,
): Promise<Addition> =>
  planAddition(generated.resources, await readFolderOrNone(workspace), {
    file: join(workspace.folder, `${generated.name}.yaml`),
    namespace: workspace.settings.namespace,
    show,
  })

const revokedNames = async (root: string | undefined, cluster: Cluster | undefined): Promise<Set<string>> => {
  const journal = await readJournal(root, cluster)
  // What a record holds that can't be read is unknown, and may be just this.
  if (journal.damaged[0] !== undefined) throw journal.damaged[0]
  return new Set(revokedNow(journal).keys())
}

const refuseRevoked = (resources: readonly Resource[], revoked: ReadonlySet<string>): void => {
  const held = resources.map((resource) => refOf(resource)).find((ref) => revoked.has(refKey(ref)))
  if (held === undefined) return
  throw new UserError('name-revoked', `${refLabel(held)} is revoked, and adding it would undo that`, {
    hint: `kubectl agentgw restore ${held.name} brings it back as it was; kubectl agentgw revocations says why it is gone`,
  })
}

/** Throws what the API server refuses, and `name-taken` for an object that only the cluster has, in another form. */
const refuse = (verdict: readonly AppliedObject[], added: readonly Resource[]): void => {
  for (const { object, outcome, error } of verdict) {
    if (error !== undefined) throw error
    const resource = added.find((candidate) => refKey(refOf(candidate)) === refKey(object.ref))
    if (outcome !== 'configured' || resource === undefined) continue
    const lines = differenceLines(object.live?.['spec'], object.merged?.['spec'], ['spec'])
    if (lines.length > 0) throw nameTaken(resource, 'in the cluster', lines)
  }
}
