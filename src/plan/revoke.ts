/**
 * Plans a revocation: record what stands, then take it out of the cluster (routes before what they lead to),
 * then out of the folder. The plan is made from what is there now, so that planning again after a crash or an
 * edit in between gives exactly what is left to do.
 */
import type { FileEdit } from '../model/file-edit.ts'
import { isRoute } from '../model/kinds.ts'
import { type Resource, type ResourceRef, refKey } from '../model/resource.ts'
import {
  activeTargets,
  type ClusterRecord,
  type FolderRecord,
  type RevocationHead,
  type SideRecord,
  type SideTarget,
  type StashedPiece,
  targetKey,
} from '../model/revocation.ts'
import { EVERYTHING, FOLDER_RECORD, type Plan, type Step } from '../model/step.ts'
import { recordable, sameObject } from '../model/same-object.ts'

export interface Target {
  readonly ref: ResourceRef
  readonly because: SideTarget<unknown>['because']
}

export interface RevokeInput {
  /** Of the record that is made for targets which no unfinished record has yet. */
  readonly head: RevocationHead
  readonly targets: readonly Target[]
  readonly folder?: {
    readonly records: readonly FolderRecord[]
    /** What taking these documents out makes of the files, and the text of each document, by refKey. */
    readonly edits: readonly FileEdit[]
    readonly pieces: ReadonlyMap<string, readonly StashedPiece[]>
  }
  readonly cluster?: {
    readonly records: readonly ClusterRecord[]
    /** What stands, by refKey. */
    readonly live: ReadonlyMap<string, Resource>
  }
}

/**
 * What is kept of an object that stands, where a record that is still active has something of it: `goesOn` if that
 * record can take it without giving up what only it holds.
 */
type Keep<S> = (earlier: SideTarget<S>, now: S) => { readonly stored: S; readonly goesOn: boolean }

/** The cluster's journal keeps each form that was ever recorded, so an unfinished record can take the latest. */
const keepObject: Keep<Resource> = ({ phase, stored }, now) => ({
  stored: now,
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

/** The heads under which the other side has begun, by refKey: one revocation has one id. */
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
  standing: readonly (Target & { readonly stored: S })[],
  records: readonly SideRecord<S>[],
  keep: Keep<S>,
): SideRecord<S>[] => {
  const active = activeTargets(records)
  const changed = new Map<string, { record: RevocationHead; targets: Map<string, SideTarget<S>> }>()
  for (const { ref, because, stored: now } of standing) {
    const key = refKey(ref)
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
    entry.targets.set(key, { ref, because, phase: 'recorded', stored })
  }
  return [...changed.values()].map(({ record, targets }) => ({ ...record, targets: [...targets.values()] }))
}

export const planRevoke = ({ head, targets, folder, cluster }: RevokeInput): Plan => {
  const inFolder = targets.flatMap((target) => {
    const stored = folder?.pieces.get(refKey(target.ref))
    return stored ? [{ ...target, stored }] : []
  })
  const inCluster = targets.flatMap((target) => {
    const live = cluster?.live.get(refKey(target.ref))
    return live ? [{ ...target, live, stored: recordable(live) }] : []
  })

  const headBy = (others: readonly SideRecord<unknown>[] = []): ((key: string) => RevocationHead) => {
    const heads = begun(others)
    return (key) => heads.get(key) ?? head
  }
  const records: Step[] = [
    ...recordsOf(headBy(cluster?.records), inFolder, folder?.records ?? [], keepPieces).map(
      (record): Step => ({
        do: 'record-in-folder',
        subject: FOLDER_RECORD,
        record,
      }),
    ),
    ...recordsOf(headBy(folder?.records), inCluster, cluster?.records ?? [], keepObject).map(
      (record): Step => ({
        do: 'record-in-cluster',
        subject: EVERYTHING,
        record,
      }),
    ),
  ]
  const deletes = inCluster.map(({ ref, live }): Step => ({
    do: 'delete',
    subject: refKey(ref),
    ref,
    seen: live,
  }))
  const edits = (folder?.edits ?? []).map((edit): Step => ({
    do: 'edit-file',
    subject: edit.path,
    needs: FOLDER_RECORD,
    edit,
  }))
  const ofRoute = (step: Step): boolean => step.do === 'delete' && isRoute(step.ref.kind)
  return {
    stages: [records, deletes.filter(ofRoute), deletes.filter((step) => !ofRoute(step)), edits].filter(
      (stage) => stage.length > 0,
    ),
  }
}
