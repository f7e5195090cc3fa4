/** What is so now of one revoked target, on each side. */
import { denialsBy, sameDenial } from '../../model/deny.ts'
import { type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import {
  activeTargets,
  isActive,
  type Named,
  type Phase,
  type Revocation,
  type RevokedTarget,
  targetKey,
} from '../../model/revocation.ts'
import { isLeaving } from '../../model/same-object.ts'
import type { HeldState, LockState, RecordState, VerifiedTarget } from '../../model/verify-report.ts'
import { isUnseen } from './cluster-side.ts'
import type { World } from './look.ts'
import { isLocked } from './revoked.ts'
import { denialStatusOf } from './taken.ts'

/** A target with the revocation that holds it. */
export interface Held extends Named {
  readonly revocation: Revocation
  readonly target: RevokedTarget
  /** Whether the cluster that is asked is the one that it was revoked in, if in any. */
  readonly here: boolean
}

type Seen = Omit<VerifiedTarget, 'elsewhere' | 'probe'>

const recordOf = ({ digests, ...phases }: RevokedTarget): VerifiedTarget['record'] => {
  const state = (side: 'cluster' | 'folder'): Partial<Record<typeof side, RecordState>> =>
    phases[side] === undefined ? {} : { [side]: digests?.[side] === undefined ? 'no digest' : 'intact' }
  return { ...state('cluster'), ...state('folder') }
}

/** Of one side alone, where the other was not restored yet. */
const isBack = (phase: Phase | undefined): boolean => phase !== undefined && !isActive(phase)

/** `asked`: a cluster took part, though the look at it may have failed. */
export const verifyTargets = ({ folder, cluster }: World, asked: boolean): ((held: Held) => Seen) => {
  const denialsOf = denialsBy(cluster?.denials?.values() ?? [])
  const statusOf = denialStatusOf({ folder, cluster })
  const recorded = activeTargets(cluster?.records ?? [])
  const inFolder = activeTargets(folder?.records ?? [])
  const unseen = asked ? 'not seen' : 'not asked'

  const ofPart = (named: Named, stands: boolean): HeldState => {
    const denials = denialsOf(named)
    const wanted = recorded.get(targetKey(named))?.target.stored
    if (denials.length > 0)
      return wanted === undefined || denials.some((one) => sameDenial(one, wanted))
        ? 'denied'
        : 'denied otherwise'
    if (cluster?.hidden.includes(named.ref.namespace ?? '')) return 'not seen'
    // Of a backend that is gone, or never was in this cluster, nothing is left to deny.
    return stands ? 'not denied' : 'gone'
  }
  const ofCluster = ({ here, revocation: _, target, ...named }: Held): HeldState => {
    if (isBack(target.cluster)) return 'restored'
    if (cluster === undefined || !here) return unseen
    const live = cluster.live.get(refKey(named.ref))
    if (named.part !== undefined && !isUnseen(cluster, named.ref)) return ofPart(named, live !== undefined)
    if (live !== undefined) return isLeaving(live) ? 'being deleted' : 'stands'
    return isUnseen(cluster, named.ref) ? 'not seen' : 'gone'
  }
  /** The folder's record alone is what denies a part there. */
  const ofFolder = ({ target, ...named }: Held): HeldState => {
    if (isBack(target.folder)) return 'restored'
    if (folder === undefined) return 'not asked'
    const holds = folder.held.has(refKey(named.ref))
    if (named.part === undefined) return holds ? 'stands' : 'gone'
    if (inFolder.has(targetKey(named))) return 'denied'
    return holds ? 'not denied' : 'gone'
  }
  const ofLock = (held: Held, denials: readonly ResourceRef[]): LockState => {
    const { revocation, target, here } = held
    // What was revoked in a folder alone was never to be locked.
    if (revocation.cluster === undefined && target.cluster === undefined) return 'not asked'
    if (isBack(target.cluster)) return 'not asked'
    if (cluster === undefined || !here) return unseen
    if (cluster.unlockable !== undefined) return cluster.lockSeen ? 'not locked' : 'not seen'
    if (held.part !== undefined && cluster.hidden.includes(held.ref.namespace ?? '')) return 'not seen'
    if (!isLocked(held, denials, cluster.locks)) return 'not locked'
    return cluster.lockSeen ? 'locked' : 'not seen'
  }

  return (held) => {
    const { ref, part, revocation, target, here } = held
    const named: Named = { ref, ...(part && { part }) }
    const denials = denialsOf(named).map((policy) => refOf(policy))
    const denialStatus = here ? statusOf(named) : undefined
    return {
      ...named,
      id: revocation.id,
      because: target.because,
      record: recordOf(target),
      cluster: ofCluster(held),
      folder: ofFolder(held),
      lock: ofLock(held, denials),
      ...(denialStatus && { denialStatus }),
    }
  }
}
