/** What the records say after a look at what really stands: phases come from what was seen, not from what was tried. */
import {
  canComeBack,
  type Phase,
  type RevocationHead,
  type SideRecord,
  type SideTarget,
  targetKey,
  targetsIn,
} from '../model/revocation.ts'

const isOpen = canComeBack(true)

/**
 * The records that this look changes, changed. `seen` gives the phase of a target by what was seen of it on this side;
 * an older record of the same object is superseded. `restored`: by whom and when, after a restore.
 */
export const settle = <S>(
  records: readonly SideRecord<S>[],
  keys: ReadonlySet<string>,
  seen: (target: SideTarget<S>) => Phase,
  restored?: NonNullable<RevocationHead['restored']>,
): SideRecord<S>[] => {
  const newest = targetsIn(records, isOpen)
  const phase = (record: SideRecord<S>, target: SideTarget<S>): Phase => {
    const key = targetKey(target)
    if (!isOpen(target.phase) || !keys.has(key)) return target.phase
    return newest.get(key)?.record === record ? seen(target) : 'superseded'
  }
  return records.flatMap((record) => {
    const targets = record.targets.map((target) => ({ ...target, phase: phase(record, target) }))
    const changed = targets.filter((target, i) => target.phase !== record.targets[i]?.phase)
    if (changed.length === 0) return []
    const isBack = changed.some(({ phase }) => phase === 'restored' || phase === 'kept')
    return [{ ...record, targets, ...(restored && isBack ? { restored } : {}) }]
  })
}
