/** The journal of the kill switch: what the folder and the cluster record, joined. */
import { readClusterJournal } from '../apply/cluster-journal.ts'
import type { UserError } from '../errors.ts'
import { readStash } from '../manifest/stash.ts'
import type { Cluster } from '../model/cluster.ts'
import { refKey } from '../model/resource.ts'
import { isActive, joinSides, type Revocation } from '../model/revocation.ts'

export interface Journal {
  /** The oldest first. */
  readonly revocations: readonly Revocation[]
  readonly damaged: readonly UserError[]
}

export const readJournal = async (
  root: string | undefined,
  cluster: Cluster | undefined,
): Promise<Journal> => {
  const [stash, live] = await Promise.all([
    root === undefined ? { records: [], damaged: [] } : readStash(root),
    cluster === undefined ? { records: [], damaged: [] } : readClusterJournal(cluster),
  ])
  return { revocations: joinSides(stash.records, live.records), damaged: [...stash.damaged, ...live.damaged] }
}

/** The objects that are revoked now as a whole, by refKey, with the revocation that holds it. */
export const revokedNow = ({
  revocations,
}: Pick<Journal, 'revocations'>): ReadonlyMap<string, Revocation> => {
  const revoked = new Map<string, Revocation>()
  for (const revocation of revocations)
    for (const { ref, part, folder, cluster } of revocation.targets)
      if (part === undefined && [folder, cluster].some((phase) => phase !== undefined && isActive(phase)))
        revoked.set(refKey(ref), revocation)
  return revoked
}
