/** Writes what was settled back to both journals; what can not be written is a problem to tell, not a crash. */
import { writeClusterJournal } from '../../apply/cluster-journal.ts'
import { UserError } from '../../errors.ts'
import { writeStash } from '../../manifest/stash.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem } from '../../model/kill-switch-report.ts'
import type { ClusterRecord, FolderRecord } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'

export const saveSettled = async (
  { workspace: { root }, cluster }: { readonly workspace: Workspace; readonly cluster: Cluster | undefined },
  folder: readonly FolderRecord[],
  live: readonly ClusterRecord[],
): Promise<Problem[]> => {
  const problems: Problem[] = []
  const attempt = async (write: Promise<void>): Promise<void> => {
    try {
      await write
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      problems.push({
        code: error.code,
        message: `the record could not be brought up to date: ${error.message}`,
        hint: error.hint,
      })
    }
  }
  if (root !== undefined) for (const record of folder) await attempt(writeStash(root, record))
  if (cluster !== undefined) for (const record of live) await attempt(writeClusterJournal(cluster, record))
  return problems
}
