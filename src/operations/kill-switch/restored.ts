/** What is so of each target at the end of a restore, in the report and in the records. */
import { denialsBy } from '../../model/deny.ts'
import type { Problem, RestoredPart, RestoredTargetReport } from '../../model/kill-switch-report.ts'
import { refKey } from '../../model/resource.ts'
import {
  activeTargets,
  canComeBack,
  type Named,
  type Phase,
  type RevocationHead,
  type Side,
  type SideTarget,
  targetKey,
  targetsIn,
} from '../../model/revocation.ts'
import { halfRestored, isLeaving, sameObject } from '../../model/same-object.ts'
import { settle } from '../../plan/settle.ts'
import type { RestoreOptions } from '../restore.ts'
import { type ClusterSide, isUnseen } from './cluster-side.ts'
import { compareStashed, type FolderSide } from './folder-side.ts'
import type { World } from './look.ts'
import { saveSettled } from './save.ts'

const ofCluster = (cluster: ClusterSide): ((target: Named) => RestoredPart) => {
  const active = activeTargets(cluster.records)
  const denialsOf = denialsBy(cluster.denials?.values() ?? [])
  return (target) => {
    const { ref, part } = target
    const stored = active.get(targetKey(target))?.target.stored
    const isDenied = denialsOf(target).length > 0
    // Who may not look whether it is denied can not say that it is back.
    if (stored !== undefined && !isDenied && cluster.hidden.includes(ref.namespace ?? '')) return 'not seen'
    if (part !== undefined) return stored === undefined ? 'in place' : isDenied ? 'still revoked' : 'restored'
    const live = cluster.live.get(refKey(ref))
    if (isUnseen(cluster, ref)) return 'not seen'
    if (stored === undefined) return live === undefined ? 'absent' : 'in place'
    if (live === undefined || isLeaving(live) || isDenied) return 'still revoked'
    return sameObject(live, stored) ? 'restored' : 'differs'
  }
}

const ofFolder = (folder: FolderSide, force: boolean): ((target: Named) => RestoredPart) => {
  const recorded = targetsIn(folder.records, canComeBack(force))
  return (target) => {
    const key = refKey(target.ref)
    const stored = recorded.get(targetKey(target))?.target.stored
    if (stored === undefined) return folder.held.has(key) ? 'in place' : 'absent'
    // Of a part nothing was taken out: the record alone denied it, and is settled next.
    if (target.part !== undefined) return 'restored'
    const { missing, differs } = compareStashed(folder, key, stored)
    if (differs) return 'differs'
    return missing.length === 0 ? 'restored' : 'still revoked'
  }
}

/** Where a cluster took part, the last look at it may have failed. */
export const sidesAfterRestore = (
  { folder, cluster }: World,
  options: RestoreOptions,
): ((target: Named) => Pick<RestoredTargetReport, 'cluster' | 'folder'>) => {
  const inCluster = cluster && ofCluster(cluster)
  const inFolder = folder && ofFolder(folder, options.force)
  return (target) => ({
    cluster: inCluster?.(target) ?? (options.cluster === undefined ? 'not asked' : 'not seen'),
    folder: inFolder?.(target) ?? 'not asked',
  })
}

/** Brings the records up to date; gives what could not be written. */
export const settleRestored = (
  options: RestoreOptions,
  { folder, cluster }: World,
  targets: readonly RestoredTargetReport[],
  restore: NonNullable<RevocationHead['restored']>,
): Promise<Problem[]> => {
  const keys = new Set(targets.map(targetKey))
  // Until its fields have their owners back, the next run has something to do.
  const isHalf = ({ ref, part }: Named): boolean => {
    const live = part === undefined ? cluster?.live.get(refKey(ref)) : undefined
    return live !== undefined && halfRestored(live)
  }
  const phases = (side: Side) => {
    const reports = new Map(targets.map((target) => [targetKey(target), target]))
    return (target: SideTarget<unknown>): Phase => {
      const part = reports.get(targetKey(target))?.[side]
      if (part === 'restored' && !(side === 'cluster' && isHalf(target))) return 'restored'
      return side === 'folder' && part === 'differs' && !options.force ? 'kept' : target.phase
    }
  }
  return saveSettled(
    options,
    settle(folder?.records ?? [], keys, phases('folder'), restore),
    settle(cluster?.records ?? [], keys, phases('cluster'), restore),
  )
}
