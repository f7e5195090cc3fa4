/** A restoration that failed leaves nothing open: what is still revoked, and was locked, is locked again. */
import { lock } from '../../apply/locks.ts'
import { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Problem, RestoredTargetReport } from '../../model/kill-switch-report.ts'
import { POLICY } from '../../model/deny.ts'
import type { Lock } from '../../model/lock.ts'
import { refKey, type ResourceRef } from '../../model/resource.ts'
import type { World } from './look.ts'
import { asProblem } from './verdict.ts'

/**
 * `before` and `after`: what was seen before the locks were taken off, and at the end. `unlocked`: what they were taken
 * off of; a policy among it that still stands, or may, denies as long as nobody can take it away.
 */
export const lockAgain = async (
  cluster: Cluster | undefined,
  before: World,
  after: World,
  targets: readonly RestoredTargetReport[],
  unlocked: readonly ResourceRef[],
): Promise<Problem[]> => {
  const still = targets.filter((target) => target.cluster === 'still revoked' && target.part === undefined)
  const mayStand = (ref: ResourceRef): boolean =>
    after.cluster?.denials?.has(refKey(ref)) === true ||
    (ref.kind === POLICY.kind && after.cluster?.hidden.includes(ref.namespace ?? '') === true)
  const denials = unlocked.filter(mayStand)
  const open = [...still.map(({ ref }) => ref), ...denials].flatMap((ref): Lock[] => {
    const was = before.cluster?.locks.get(refKey(ref))
    return was === undefined || after.cluster?.locks.has(refKey(ref)) ? [] : [was]
  })
  if (cluster === undefined || open.length === 0) return []
  try {
    for (const [namespace, locks] of Map.groupBy(open, ({ ref }) => ref.namespace ?? ''))
      await lock(cluster, namespace, locks)
    return []
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return [asProblem(error)]
  }
}
