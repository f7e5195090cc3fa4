/** What a last look shows of each side of a target. */
import type { RevokedPart } from '../../model/kill-switch-report.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import { activeTargets, type Named, targetKey } from '../../model/revocation.ts'
import { isUnseen } from './cluster-side.ts'
import type { World } from './look.ts'

export interface Sides {
  readonly cluster: RevokedPart
  readonly folder: RevokedPart
}

const keysOf = (records: readonly { targets: readonly Named[] }[] = []): ReadonlySet<string> =>
  new Set(records.flatMap(({ targets }) => targets.map(targetKey)))

/**
 * `asked`: a cluster took part, though the last look at it may have failed. `denialsOf`: the policies that stand and
 * deny a target.
 */
export const sidesAfterRevoke = (
  { folder, cluster }: World,
  asked: boolean,
  denialsOf: (named: Named) => readonly ResourceRef[],
): ((target: Named) => Sides) => {
  const inFolder = keysOf(folder?.records)
  const inCluster = keysOf(cluster?.records)
  const active = new Set(activeTargets(folder?.records ?? []).keys())

  const ofCluster = (target: Named): RevokedPart => {
    if (cluster === undefined) return asked ? 'not seen' : 'not asked'
    const { ref, part } = target
    if (part !== undefined && denialsOf(target).length > 0) return 'denied'
    if (isUnseen(cluster, ref)) return 'not seen'
    if (part !== undefined && cluster.hidden.includes(ref.namespace ?? '')) return 'not seen'
    if (cluster.live.has(refKey(ref))) return 'still there'
    return part === undefined && inCluster.has(targetKey(target)) ? 'removed' : 'absent'
  }
  /** Of a part the object stays, and the record is what `dev` denies by. */
  const ofFolder = (target: Named): RevokedPart => {
    if (folder === undefined) return 'not asked'
    const { ref, part } = target
    if (part !== undefined && active.has(targetKey(target))) return 'denied'
    if (folder.held.has(refKey(ref))) return 'still there'
    return part === undefined && inFolder.has(targetKey(target)) ? 'removed' : 'absent'
  }
  return (target) => ({ cluster: ofCluster(target), folder: ofFolder(target) })
}
