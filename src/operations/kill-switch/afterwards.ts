/**
 * What others get to know of a revoke or a restore: Events on the objects, a line of the audit log, and with `--commit`
 * Git. All of it comes after the deed, and none of it can undo what was done.
 */
import { resolve } from 'node:path'
import { type Account, eventsOf, writeEvents } from '../../apply/events.ts'
import { UserError } from '../../errors.ts'
import { appendAuditLine, auditFile } from '../../manifest/audit-file.ts'
import type { Commit } from '../../manifest/git/commit-files.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import { type FolderRecord, withReason } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import { commitFolder } from './commit.ts'
import type { Deed } from './deed.ts'
import { asProblem } from './verdict.ts'

export interface TellingOptions {
  readonly workspace: Workspace
  readonly cluster: Cluster | undefined
  /** Undefined: `.agentgw/audit.jsonl` in the root, and without a root none. */
  readonly auditLog?: string | undefined
  /** Make a commit of the folder's change. */
  readonly commit?: boolean | undefined
}

export interface Afterwards {
  /** What could not be told, and why. */
  readonly notes: readonly string[]
  readonly commit: Commit | undefined
  readonly problems: readonly Problem[]
}

/** The user asked for a commit, and would look for it. */
const NOTHING = 'nothing was committed: what changed in the folder is not in Git, or nothing did'

const accountOf = ({ action, who, localUser, when, reason }: Deed): Account => ({
  action: action === 'revoke' ? 'Revoke' : 'Restore',
  text: withReason(`by ${who}`, reason),
  when,
  localUser,
})

const writeDeedEvents = async (deed: Deed, cluster: Cluster | undefined): Promise<string[]> => {
  const told = deed.targets.flatMap(({ id, isNew, ...target }) =>
    isNew && id !== undefined ? [{ ...target, id }] : [],
  )
  if (cluster === undefined || told.length === 0) return []
  const failures = await writeEvents(cluster, eventsOf(told, accountOf(deed)))
  return failures.map(({ code, message }) => `an Event could not be written: ${message} [${code}]`)
}

const auditEntry = (deed: Deed, cluster: Cluster | undefined): object => {
  const { action, who, localUser, when, reason, incident, targets } = deed
  return {
    time: when,
    action,
    revocations: [...new Set(targets.flatMap(({ id }) => id ?? []))],
    who,
    localUser,
    ...(action === 'restore' ? {} : { reason }),
    ...(incident === undefined ? {} : { incident }),
    ...(cluster === undefined ? {} : { cluster: { context: cluster.context, server: cluster.server } }),
    targets: targets.map(({ ref, part, id, cluster: inCluster, folder, verdict }) => ({
      ...ref,
      ...(part === undefined ? {} : { part }),
      revocation: id,
      cluster: inCluster,
      folder,
      verdict,
    })),
  }
}

const writeAudit = async (deed: Deed, options: TellingOptions): Promise<string[]> => {
  const { root } = options.workspace
  const log = options.auditLog ?? (root === undefined ? undefined : auditFile(root))
  if (log === undefined) return []
  try {
    await appendAuditLine(resolve(log), auditEntry(deed, options.cluster))
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [`the audit log could not be written: ${error.message} [${error.code}]`]
  }
}

/** `records`: the folder's, as they were before they were settled. An aborted run makes no commit any more. */
export const tellOthers = async (
  deed: Deed,
  options: TellingOptions,
  records: readonly FolderRecord[],
  signal: AbortSignal | undefined,
): Promise<Afterwards> => {
  const { root } = options.workspace
  const notes = (
    await Promise.all([
      writeDeedEvents(deed, options.cluster),
      deed.attempted ? writeAudit(deed, options) : [],
    ])
  ).flat()
  if (options.commit !== true || root === undefined || signal?.aborted === true)
    return { notes, commit: undefined, problems: [] }
  try {
    const commit = await commitFolder(deed, root, records)
    return { notes: commit === undefined ? [...notes, NOTHING] : notes, commit, problems: [] }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { notes, commit: undefined, problems: [asProblem(error)] }
  }
}
