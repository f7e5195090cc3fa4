/** What the records say after a look at what really stands: phases come from what was seen, not from what was tried. */
import {
  isActive,
  type Named,
  type Phase,
  type RevocationHead,
  type SideRecord,
  type SideTarget,
  targetKey,
} from '../model/revocation.ts'

/**
 * The records that this look changes, changed. `stands` tells whether a target was seen on this side.
 * After a revoke what is gone is `removed`, and an older record of the same object superseded; after a restore
 * what stands is `restored`.
 */
export const settle = <S>(
  records: readonly SideRecord<S>[],
  keys: ReadonlySet<string>,
  stands: (target: Named) => boolean,
  after: 'revoke' | { readonly restore: NonNullable<RevocationHead['restored']> },
): SideRecord<S>[] => {
  const newest = new Map<string, SideRecord<S>>()
  for (const record of records)
    for (const target of record.targets) if (isActive(target.phase)) newest.set(targetKey(target), record)

  const phase = (record: SideRecord<S>, target: SideTarget<S>): Phase => {
    const key = targetKey(target)
    if (!isActive(target.phase) || !keys.has(key)) return target.phase
    if (newest.get(key) !== record) return 'superseded'
    if (after === 'revoke') return stands(target) ? target.phase : 'removed'
    return stands(target) ? 'restored' : target.phase
  }
  return records.flatMap((record) => {
    const targets = record.targets.map((target) => ({ ...target, phase: phase(record, target) }))
    if (targets.every((target, i) => target.phase === record.targets[i]?.phase)) return []
    const restored = after !== 'revoke' && targets.some((target) => target.phase === 'restored')
    return [{ ...record, targets, ...(restored ? { restored: after.restore } : {}) }]
  })
}
