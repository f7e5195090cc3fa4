/** What is so of each target after a drill, and how it is told elsewhere. */
import { denialsBy } from '../../model/deny.ts'
import type { DrilledTarget } from '../../model/drill-report.ts'
import type { ProbeVerdict, ReturnVerdict } from '../../model/probe.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import { type RevocationHead, targetKey } from '../../model/revocation.ts'
import { drillOf } from '../../plan/drill.ts'
import type { Target } from '../../plan/revoke.ts'
import type { Deed } from './deed.ts'
import type { World } from './look.ts'
import { isLocked } from './revoked.ts'
import { denialStatusOf } from './taken.ts'

export interface Seen {
  /** While it was denied. */
  readonly seen: World
  readonly after: World
  /** By targetKey. */
  readonly dark?: ReadonlyMap<string, ProbeVerdict>
  /** When the denial was sent, on the probe's clock, ms. */
  readonly deniedAt: number | undefined
  readonly back?: ReadonlyMap<string, ReturnVerdict>
}

export const drilledTargets = (
  drilled: readonly Target[],
  { seen, after, dark, deniedAt, back }: Seen,
): DrilledTarget[] => {
  const denialsOf = denialsBy(seen.cluster?.denials?.values() ?? [])
  const left = denialsBy(after.cluster?.denials?.values() ?? [])
  const statusOf = denialStatusOf(seen)
  return drilled.map(({ ref, part, ...target }) => {
    const as = drillOf({ ref, ...(part && { part }), ...target })
    const denials = denialsOf(as).map((policy) => refOf(policy))
    const key = targetKey({ ref, ...(part && { part }) })
    const verdict = dark?.get(key)
    return {
      ref,
      ...(part && { part }),
      denied: denials.length > 0,
      locked: isLocked(as, denials, seen.cluster?.locks),
      denialStatus: statusOf(as),
      darkAfterMs:
        verdict?.verdict === 'dark' && deniedAt !== undefined
          ? Math.max(0, verdict.darkAt - deniedAt)
          : undefined,
      back: back?.get(key),
      undone: after.cluster !== undefined && left(as).length === 0,
    }
  })
}

/** That it was denied for a moment; that it is back is told by what brought it back. */
export const tellingOf = (
  head: RevocationHead,
  targets: readonly DrilledTarget[],
  stood: ReadonlyMap<string, Resource>,
): Deed => ({
  action: 'revoke',
  ...head,
  localUser: head.localUser ?? '',
  attempted: true,
  targets: targets.map(({ ref, part, denied }) => ({
    ...drillOf({ ref, ...(part && { part }) }),
    id: head.id,
    cluster: denied ? 'denied' : 'absent',
    folder: 'not asked',
    isNew: denied,
    uid: stood.get(refKey(ref))?.metadata.uid,
  })),
})
