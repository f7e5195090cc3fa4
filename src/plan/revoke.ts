/**
 * Plans a revocation: record what stands, deny it, lock it, then take it out of the cluster (routes before what they
 * lead to), then out of the folder. With many targets each is done for all before the next. The plan is made from what is there now, so that planning again after a crash or an
 * edit in between gives exactly what is left to do.
 */
import type { FileEdit } from '../model/file-edit.ts'
import { denialsBy, sameDenial } from '../model/deny.ts'
import { isRoute } from '../model/kinds.ts'
import type { Lock } from '../model/lock.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../model/resource.ts'
import {
  activeTargets,
  type ClusterRecord,
  type FolderRecord,
  type Named,
  type RevocationHead,
  type SideRecord,
  type SideTarget,
  type StashedPiece,
  targetKey,
} from '../model/revocation.ts'
import { EVERYTHING, FOLDER_RECORD, type Plan, type Step } from '../model/step.ts'
import { halfRestored, recordable, sameObject } from '../model/same-object.ts'
import { type Denial, wantedDenials } from './revoke-denials.ts'
import { lockSteps } from './revoke-locks.ts'

export interface Target extends Named {
  readonly because: SideTarget<unknown>['because']
}

export interface RevokeInput {
  /** Of the record that is made for targets which no unfinished record has yet. */
  readonly head: RevocationHead
  readonly targets: readonly Target[]
  /** Objects that are revoked and stand nowhere: they may lack their locks. */
  readonly gone?: readonly ResourceRef[]
  /** Whether all that stands is meant: then what comes through a Gateway can be denied at once. */
  readonly everything?: boolean
  readonly folder?: {
    readonly records: readonly FolderRecord[]
    /** What taking these documents out makes of the files, and the text of each document, by refKey. */
    readonly edits: readonly FileEdit[]
    readonly pieces: ReadonlyMap<string, readonly StashedPiece[]>
    /** Whether an object stands in the folder, by refKey. */
    readonly holds: (key: string) => boolean
  }
  readonly cluster?: {
    readonly records: readonly ClusterRecord[]
    /** What stands, by refKey. */
    readonly live: ReadonlyMap<string, Resource>
    /** The policies of revocations that stand, by refKey; undefined where the cluster knows no such policies. */
    readonly denials: ReadonlyMap<string, Resource> | undefined
    /** What is locked, by refKey; undefined where nothing can be, or is to be. */
    readonly locks: ReadonlyMap<string, Lock> | undefined
  }
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
  standing: readonly (Target & { readonly stored: S })[],
  records: readonly SideRecord<S>[],
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

/** The head under which each target is revoked, by targetKey. */
const heads = ({ head, folder, cluster }: RevokeInput): ((key: string) => RevocationHead) => {
  const active = new Map<string, RevocationHead>()
  for (const records of [folder?.records ?? [], cluster?.records ?? []])
    for (const [key, { record }] of activeTargets<unknown>(records)) active.set(key, record)
  return (key) => active.get(key) ?? head
}

/** The policies that are wanted and do not stand, and all that are wanted or stand for each target. */
const denialsOf = (
  { targets, gone = [], everything = false, cluster }: RevokeInput,
  headOf: (key: string) => RevocationHead,
) => {
  const wanted: Denial[] =
    cluster?.denials === undefined
      ? []
      : wantedDenials({
          targets,
          live: cluster.live,
          idOf: (key) => headOf(key).id,
          wholeGateways: everything,
        })
  const missing = wanted.filter(({ policy }) => {
    const there = cluster?.denials?.get(refKey(refOf(policy)))
    return there === undefined || !sameDenial(there, policy)
  })
  const held = new Map<string, { named: Named; denials: Map<string, ResourceRef> }>()
  const hold = (named: Named, policies: readonly Resource[]): void => {
    const entry = held.get(targetKey(named)) ?? { named, denials: new Map<string, ResourceRef>() }
    held.set(targetKey(named), entry)
    for (const policy of policies) entry.denials.set(refKey(refOf(policy)), refOf(policy))
  }
  const standing = denialsBy(cluster?.denials?.values() ?? [])
  for (const named of [...targets, ...gone.map((ref): Named => ({ ref }))]) hold(named, standing(named))
  for (const { of: named, policy } of wanted) hold(named, [policy])
  return {
    missing,
    wanted: Map.groupBy(wanted, ({ of: named }) => targetKey(named)),
    held: [...held.values()].map(({ named, denials }) => ({ named, denials: [...denials.values()] })),
  }
}

/** A part that is recorded, and whose denial stands, needs nothing more. */
const isDone = <S>(target: Target, records: readonly SideRecord<S>[]): boolean =>
  target.part !== undefined && activeTargets(records).get(targetKey(target))?.target.phase === 'removed'

export const planRevoke = (input: RevokeInput): Plan => {
  const { head, targets, folder, cluster } = input
  const headOf = heads(input)
  const { missing, wanted, held } = denialsOf(input, headOf)
  const isMissing = (key: string): boolean => missing.some(({ of: named }) => targetKey(named) === key)

  const inFolder = targets.flatMap((target) => {
    const key = refKey(target.ref)
    if (target.part !== undefined)
      return folder?.holds(key) && !isDone(target, folder.records) ? [{ ...target, stored: [] }] : []
    const stored = folder?.pieces.get(key)
    return stored ? [{ ...target, stored }] : []
  })
  const inCluster = targets.flatMap((target) => {
    const live = cluster?.live.get(refKey(target.ref))
    if (live === undefined) return []
    if (target.part === undefined) return [{ ...target, live, stored: recordable(live) }]
    const key = targetKey(target)
    const policy = wanted.get(key)?.[0]?.policy
    if (policy === undefined || (isDone(target, cluster?.records ?? []) && !isMissing(key))) return []
    return [{ ...target, live, stored: policy }]
  })

  const headBy = (others: readonly SideRecord<unknown>[] = []): ((key: string) => RevocationHead) => {
    const known = begun(others)
    return (key) => known.get(key) ?? head
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
  const denies = missing.map(({ policy }): Step => ({
    do: 'deny',
    subject: refKey(refOf(policy)),
    resource: policy,
  }))
  const policies = new Map(missing.map(({ policy }) => [refKey(refOf(policy)), policy]))
  const stored = activeTargets(cluster?.records ?? [])
  // By what is recorded of an object that is gone the lock can be seen to hold, too.
  const objectOf = (key: string): Resource | undefined => {
    const live = cluster?.live.get(key)
    if (live !== undefined) return recordable(live)
    return cluster?.denials?.get(key) ?? policies.get(key) ?? stored.get(key)?.target.stored
  }
  const locks = cluster?.locks === undefined ? [] : lockSteps(held, headOf, cluster.locks, objectOf)
  const deletes = inCluster.flatMap(({ ref, part, live }): Step[] =>
    part === undefined ? [{ do: 'delete', subject: refKey(ref), ref, seen: live }] : [],
  )
  const edits = (folder?.edits ?? []).map((edit): Step => ({
    do: 'edit-file',
    subject: edit.path,
    needs: FOLDER_RECORD,
    edit,
  }))
  const ofRoute = (step: Step): boolean => step.do === 'delete' && isRoute(step.ref.kind)
  return {
    stages: [
      records,
      denies,
      locks,
      deletes.filter(ofRoute),
      deletes.filter((step) => !ofRoute(step)),
      edits,
    ].filter((stage) => stage.length > 0),
  }
}
