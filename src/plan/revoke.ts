/**
 * Plans a revocation: record what stands, deny it, lock it, then take it out of the cluster (routes before what they
 * lead to), then out of the folder. With many targets each is done for all before the next. The plan is made from what
 * is there now, so that planning again after a crash or an edit in between gives exactly what is left to do.
 */
import type { FileEdit } from '../model/file-edit.ts'
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
import { recordable } from '../model/same-object.ts'
import { FOLDER_RECORD, type Plan, type Step } from '../model/step.ts'
import { denialsFor } from './revoke-denials.ts'
import { lockSteps } from './revoke-locks.ts'
import { recordSteps } from './revoke-records.ts'

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
  /** What restarts the servers of the targets. */
  readonly restarts?: readonly Step[]
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
    /** Routes of kinds that can not be revoked; a Gateway that one hangs on is not denied as a whole. */
    readonly others?: readonly Resource[] | undefined
    /** The policies of revocations that stand, by refKey; undefined where the cluster knows no such policies. */
    readonly denials: ReadonlyMap<string, Resource> | undefined
    /** What is locked, by refKey; undefined where nothing can be, or is to be. */
    readonly locks: ReadonlyMap<string, Lock> | undefined
  }
}

/** The head under which each target is revoked, by targetKey. */
const heads = ({ head, folder, cluster }: RevokeInput): ((key: string) => RevocationHead) => {
  const active = new Map<string, RevocationHead>()
  for (const records of [folder?.records ?? [], cluster?.records ?? []])
    for (const [key, { record }] of activeTargets<unknown>(records)) active.set(key, record)
  return (key) => active.get(key) ?? head
}

/** Of the targets, by targetKey, those that were seen off: a part that is recorded so, and whose denial stands, needs no more. */
const seenOff = (records: readonly SideRecord<unknown>[] = []): ReadonlySet<string> =>
  new Set(
    [...activeTargets(records)].flatMap(([key, { target }]) => (target.phase === 'removed' ? [key] : [])),
  )

export const planRevoke = (input: RevokeInput): Plan => {
  const { head, targets, folder, cluster } = input
  const headOf = heads(input)
  const { missing, wanted, held } = denialsFor(input, (key) => headOf(key).id)
  const undenied = new Set(missing.map(({ of: named }) => targetKey(named)))
  const offInFolder = seenOff(folder?.records)
  const offInCluster = seenOff(cluster?.records)

  const inFolder = targets.flatMap((target) => {
    const key = refKey(target.ref)
    if (target.part !== undefined)
      return folder?.holds(key) && !offInFolder.has(targetKey(target)) ? [{ ...target, stored: [] }] : []
    const stored = folder?.pieces.get(key)
    return stored ? [{ ...target, stored }] : []
  })
  const inCluster = targets.flatMap((target) => {
    const live = cluster?.live.get(refKey(target.ref))
    if (live === undefined) return []
    if (target.part === undefined) return [{ ...target, live, stored: recordable(live) }]
    const key = targetKey(target)
    const policy = wanted.get(key)?.[0]?.policy
    if (policy === undefined || (offInCluster.has(key) && !undenied.has(key))) return []
    return [{ ...target, live, stored: policy }]
  })

  const records = recordSteps(
    head,
    { standing: inFolder, records: folder?.records ?? [] },
    { standing: inCluster, records: cluster?.records ?? [] },
  )
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
      input.restarts ?? [],
    ].filter((stage) => stage.length > 0),
  }
}
