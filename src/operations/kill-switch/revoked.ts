/** What is so of each target at the end of a revoke, in the records and in the report. */
import { denialsBy } from '../../model/deny.ts'
import type { Problem, RevokedTargetReport } from '../../model/kill-switch-report.ts'
import type { ProbeVerdict } from '../../model/probe.ts'
import { type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import {
  activeTargets,
  isActive,
  type Named,
  type Phase,
  type SideTarget,
  targetKey,
} from '../../model/revocation.ts'
import type { Target } from '../../plan/revoke.ts'
import { settle } from '../../plan/settle.ts'
import type { RevokeOptions } from '../revoke.ts'
import { isUnseen } from './cluster-side.ts'
import type { World } from './look.ts'
import { sidesAfterRevoke } from './parts.ts'
import { saveSettled } from './save.ts'
import { denialStatusOf, isInForce, type Taken } from './taken.ts'
import { verdictOf } from './verdict.ts'

const denialRefs = ({ cluster }: World): ((named: Named) => readonly ResourceRef[]) => {
  const of = denialsBy(cluster?.denials?.values() ?? [])
  return (named) => of(named).map((policy) => refOf(policy))
}

/** What an earlier restore left to be had by force is not any more: this revocation is later. */
const phaseWhere =
  (stands: (target: Named) => boolean) =>
  (target: SideTarget<unknown>): Phase => {
    if (!isActive(target.phase)) return 'superseded'
    return stands(target) ? target.phase : 'removed'
  }

/** Brings the records up to date; gives what could not be written. */
export const settleRevoked = async (
  options: RevokeOptions,
  { seen, controller }: Taken,
  targets: readonly Named[],
): Promise<Problem[]> => {
  const { folder, cluster } = seen
  const denied = denialRefs(seen)
  const statusOf = denialStatusOf(seen)
  const keys = new Set(targets.map(targetKey))
  // The folder's record alone denies a part: where that can be read, the part does not stand.
  const inFolder = ({ ref, part }: Named): boolean =>
    part === undefined && (folder?.held.has(refKey(ref)) ?? false)
  const inCluster = (named: Named): boolean =>
    named.part === undefined
      ? cluster === undefined || cluster.live.has(refKey(named.ref)) || isUnseen(cluster, named.ref)
      : denied(named).length === 0 || !isInForce(statusOf(named), controller)
  return saveSettled(
    options,
    settle(folder?.records ?? [], keys, phaseWhere(inFolder)),
    settle(cluster?.records ?? [], keys, phaseWhere(inCluster)),
  )
}

/** Whether all that must be locked of it is: the object, unless only a part is revoked, and each denial. */
export const isLocked = (
  { ref, part }: Named,
  denials: readonly ResourceRef[],
  locks: ReadonlyMap<string, unknown> | undefined,
): boolean => {
  const needed = [...(part === undefined ? [ref] : []), ...denials]
  return needed.length > 0 && needed.every((one) => locks?.has(refKey(one)) ?? false)
}

interface ReportOptions extends Pick<RevokeOptions, 'cluster'> {
  /** By targetKey. */
  readonly probed?: ReadonlyMap<string, ProbeVerdict> | undefined
  /** Of the command, ms. */
  readonly startedAt: number
}

export const reportTargets = (
  targets: readonly Target[],
  { seen, controller }: Taken,
  { cluster, probed, startedAt }: ReportOptions,
): RevokedTargetReport[] => {
  const ids = new Map<string, string>()
  for (const records of [seen.folder?.records ?? [], seen.cluster?.records ?? []])
    for (const [key, { record }] of activeTargets<unknown>(records)) ids.set(key, record.id)
  const denied = denialRefs(seen)
  const sidesOf = sidesAfterRevoke(seen, cluster !== undefined, denied)
  const statusOf = denialStatusOf(seen)
  return targets.map((target): RevokedTargetReport => {
    const sides = sidesOf(target)
    const denials = denied(target)
    const seenDark = probed?.get(targetKey(target))
    const denialStatus = statusOf(target)
    const denial = target.part === undefined ? undefined : { status: denialStatus, controller }
    return {
      ...target,
      id: ids.get(targetKey(target)),
      ...sides,
      verdict: verdictOf(sides, seenDark, denial),
      ...(seenDark?.verdict === 'dark' ? { darkAfterMs: Math.max(0, seenDark.darkAt - startedAt) } : {}),
      locked: isLocked(target, denials, seen.cluster?.locks),
      denials,
      ...(denialStatus && { denialStatus }),
    }
  })
}
