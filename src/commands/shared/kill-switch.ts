/** What revoke, restore and revocations share: which folder, which cluster, and who is at the keyboard. */
import { hostname, userInfo } from 'node:os'
import { Flags } from '@oclif/core'
import { EXIT, type ExitCode, usageError, UserError } from '../../errors.ts'
import { openFolders } from '../../manifest/settings.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem, RevokeReport } from '../../model/kill-switch-report.ts'
import type { OwnerChange } from '../../model/owner.ts'
import type { Workspace } from '../../model/settings.ts'
import type { Plan } from '../../model/step.ts'
import { tryPlan } from '../../operations/kill-switch/trial.ts'
import { planJson } from '../../report/kill-switch/json.ts'
import { planText, problemsText } from '../../report/kill-switch/text.ts'
import { AgentgwCommand } from './command.ts'
import { type ClusterFlags, connect } from './connect.ts'
import { clusterFlags, dryRunFlag, foldersFlag, namespaceFlag, outputFlag, yesFlag } from './flags.ts'
import { showPath } from './sync.ts'

export const localFlag = {
  local: Flags.boolean({ description: "the folder's part alone; no cluster is asked or changed" }),
}

export const killSwitchFlags = {
  tool: Flags.string({
    description:
      'these tools of each target (`*` is a wildcard), not the target itself; may be given several times',
    helpValue: 'NAME',
    multiple: true,
    multipleNonGreedy: true,
    default: [],
  }),
  'all-namespaces': Flags.boolean({ char: 'A', description: 'in all namespaces', exclusive: ['namespace'] }),
  ...yesFlag,
  ...dryRunFlag,
  ...localFlag,
  ...namespaceFlag,
  ...foldersFlag,
  ...clusterFlags,
  ...outputFlag(['text', 'json']),
  commit: Flags.boolean({ description: "make one Git commit of the folder's change, and of nothing else" }),
  'audit-log': Flags.string({
    description: 'file to append a line to that tells it (default: .agentgw/audit.jsonl beside agentgw.yaml)',
    helpValue: 'FILE',
  }),
}

/** Throws `usage` for --all beside what is named: it would take everything where one thing is meant. */
export const checkAll = (
  { all, words }: { readonly all: boolean; readonly words: readonly string[] },
  takes: string,
  hint: string,
): void => {
  if (all && words.length > 0) throw usageError(`${takes}, or --all, and not both`, hint)
}

export abstract class KillSwitchCommand extends AgentgwCommand {
  /** Prints the plan; with `server`, gives what the API server has against it. */
  protected preview(
    { plan, owners }: { readonly plan: Plan; readonly owners: readonly OwnerChange[] },
    cluster: Cluster | undefined,
    flags: { readonly output: string; readonly 'dry-run': string; readonly commit: boolean },
  ): Promise<Problem[]> {
    if (flags.commit) this.note('note: --commit would make one Git commit of what changes in the folder\n')
    if (plan.stages.length === 0) this.note('nothing is to be done\n')
    this.print(flags.output === 'json' ? planJson(plan, owners) : planText(plan, showPath))
    return flags['dry-run'] === 'server' ? tryPlan(plan, cluster) : Promise.resolve([])
  }

  /** What was told elsewhere, and what could not be. */
  protected noteTold({ commit, notes }: Pick<RevokeReport, 'commit' | 'notes'>): void {
    if (commit !== undefined) this.note(`committed ${commit.id.slice(0, 12)}: ${commit.files.join(', ')}\n`)
    for (const note of notes) this.note(`note: ${note}\n`)
  }

  protected conclude(problems: readonly Problem[], signal?: AbortSignal): ExitCode {
    this.note(problemsText(problems))
    if (signal?.aborted) return EXIT.interrupted
    return problems.length === 0 ? EXIT.done : EXIT.failed
  }
}

/** Undefined: all namespaces. */
export const namespaceOf = (
  flags: { readonly namespace?: string | undefined; readonly 'all-namespaces': boolean },
  { settings }: Workspace,
): string | undefined => (flags['all-namespaces'] ? undefined : (flags.namespace ?? settings.namespace))

interface Where extends ClusterFlags {
  readonly dir: readonly string[]
  readonly local: boolean
  readonly commit: boolean
}

export const openFolder = ({ dir }: { readonly dir: readonly string[] }): Promise<Workspace> =>
  openFolders({ cwd: process.cwd(), dirs: dir })

export const openSides = async (
  flags: Where,
): Promise<{ workspace: Workspace; cluster: Cluster | undefined }> => {
  const workspace = await openFolder(flags)
  if (flags.local && workspace.root === undefined)
    throw new UserError(
      'no-folder',
      'there is no agentgw.yaml here or in a folder above, and --local is about its folder alone',
      {
        hint: 'run it where agentgw.yaml lies, or name the folder with --dir',
      },
    )
  if (flags.commit && workspace.root === undefined)
    throw new UserError(
      'no-folder',
      'there is no agentgw.yaml here or in a folder above, and --commit is about its folder',
      {
        hint: 'run it where agentgw.yaml lies, or without --commit',
      },
    )
  return { workspace, cluster: flags.local ? undefined : await connect(flags) }
}

export const localUser = (): string => {
  try {
    return `${userInfo().username}@${hostname()}`
  } catch {
    return hostname()
  }
}
