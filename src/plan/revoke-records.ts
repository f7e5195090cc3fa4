/** Which records a revocation makes, or goes on with, before anything is removed. */
import type { Resource } from '../model/resource.ts'
import {
  activeTargets,
  type RevocationHead,
  type SideRecord,
  type SideTarget,
  type StashedPiece,
  targetKey,
} from '../model/revocation.ts'
import { halfRestored, sameObject } from '../model/same-object.ts'
import { EVERYTHING, FOLDER_RECORD, type Step } from '../model/step.ts'

/** What stands of the targets on one side, and what that side records. */
export interface Recording<S> {
  readonly standing: readonly Omit<SideTarget<S>, 'phase'>[]
  readonly records: readonly SideRecord<S>[]
}

/**
 * What is kept of an object that stands, where a record that is still active has something of it: `goesOn` if that
 * record can take it without giving up what only it holds.
 */
type Keep<S> = (earlier: SideTarget<S>, now: S) => { readonly stored: S; readonly goesOn: boolean }

/** The cluster's journal keeps each form that was ever recorded, so an unfinished record can take the latest. */
const keepObject: Keep<Resource> = ({ phase, stored }, now) => ({
  // Of an object whose restoration was cut off, only the record knows the owners of its fields.
  stored: halfRestored(now) && sameObject(stored, now) ? stored : now,
  goesOn: phase === 'recorded' || sameObject(stored, now),
})

/** What is out of its file already is out for good, unless that file has the object again. */
const keepPieces: Keep<readonly StashedPiece[]> = ({ stored }, now) => {
  const files = new Set(now.map(({ file }) => file))
  const isNow = (one: StashedPiece): boolean =>
    now.some(({ file, piece }) => file === one.file && piece.text === one.piece.text)
  return {
    stored: [...stored.filter(({ file }) => !files.has(file)), ...now],
    goesOn: stored.every((one) => isNow(one) || !files.has(one.file)),
  }
}

/** The heads under which the other side has begun, by targetKey: one revocation has one id. */
const begun = (records: readonly SideRecord<unknown>[]): Map<string, RevocationHead> => {
  const heads = new Map<string, RevocationHead>()
  for (const [key, { record, target }] of activeTargets(records)) {
    const { targets: _, ...head } = record
    if (target.phase === 'recorded') heads.set(key, head)
  }
  return heads
}

/** The records that must be durable before anything is removed. */
const recordsOf = <S>(
  headOf: (key: string) => RevocationHead,
  { standing, records }: Recording<S>,
  keep: Keep<S>,
): SideRecord<S>[] => {
  const active = activeTargets(records)
  const changed = new Map<string, { record: RevocationHead; targets: Map<string, SideTarget<S>> }>()
  for (const { ref, part, because, stored: now } of standing) {
    const key = targetKey({ ref, ...(part && { part }) })
    const known = active.get(key)
    const { stored, goesOn } = known === undefined ? { stored: now, goesOn: false } : keep(known.target, now)
    const head = headOf(key)
    const record: SideRecord<S> =
      known !== undefined && goesOn
        ? known.record
        : (records.find(({ id }) => id === head.id) ?? { ...head, targets: [] })
    const entry = changed.get(record.id) ?? {
      record,
      targets: new Map(record.targets.map((target) => [targetKey(target), target])),
    }
    changed.set(record.id, entry)
    entry.targets.set(key, { ref, ...(part && { part }), because, phase: 'recorded', stored })
  }
  return [...changed.values()].map(({ record, targets }) => ({ ...record, targets: [...targets.values()] }))
}

/** `head`: of the record that is made for targets which no unfinished record has yet. */
export const recordSteps = (
  head: RevocationHead,
  folder: Recording<readonly StashedPiece[]>,
  cluster: Recording<Resource>,
): Step[] => {
  const headBy = (others: readonly SideRecord<unknown>[]): ((key: string) => RevocationHead) => {
    const known = begun(others)
    return (key) => known.get(key) ?? head
  }
  return [
    ...recordsOf(headBy(cluster.records), folder, keepPieces).map((record): Step => ({
      do: 'record-in-folder',
      subject: FOLDER_RECORD,
      record,
    })),
    ...recordsOf(headBy(folder.records), cluster, keepObject).map((record): Step => ({
      do: 'record-in-cluster',
      subject: EVERYTHING,
      record,
    })),
  ]
}
