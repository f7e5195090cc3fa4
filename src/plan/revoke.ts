/**
 * Plans a revocation: record what stands, then take it out of the cluster (routes before what they lead to),
 * then out of the folder. The plan is made from what is there now, so that planning again after a crash or an
 * edit in between gives exactly what is left to do.
 */
import { isDeepStrictEqual } from 'node:util'
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
} from '../model/revocation.ts'
import { EVERYTHING, type Plan, type Step } from '../model/step.ts'
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

/** The records that must be durable before anything is removed. */
const recordsOf = <S>(
  head: RevocationHead,
  standing: readonly (Target & { readonly stored: S })[],
  records: readonly SideRecord<S>[],
  same: (a: S, b: S) => boolean,
): SideRecord<S>[] => {
  const active = activeTargets(records)
  const changed = new Map<string, { record: RevocationHead; targets: Map<string, SideTarget<S>> }>()
  for (const { ref, because, stored } of standing) {
    const key = refKey(ref)
    const known = active.get(key)
    // What came back in another form than it was stored is a new revocation: the old text is not given up for it.
    const goesOn =
      known !== undefined && (known.target.phase === 'recorded' || same(known.target.stored, stored))
    const record: SideRecord<S> = goesOn
      ? known.record
      : (records.find((r) => r.id === head.id) ?? { ...head, targets: [] })
    const entry = changed.get(record.id) ?? {
      record,
      targets: new Map(record.targets.map((target) => [refKey(target.ref), target])),
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

  const records: Step[] = [
    ...recordsOf(head, inFolder, folder?.records ?? [], isDeepStrictEqual).map((record): Step => ({
      do: 'record-in-folder',
      subject: EVERYTHING,
      record,
    })),
    ...recordsOf(head, inCluster, cluster?.records ?? [], sameObject).map((record): Step => ({
      do: 'record-in-cluster',
      subject: EVERYTHING,
      record,
    })),
  ]
  const deletes = inCluster.map(({ ref, live }): Step => ({
    do: 'delete',
    subject: refKey(ref),
    ref,
    seen: live,
  }))
  const edits = (folder?.edits ?? []).map((edit): Step => ({ do: 'edit-file', subject: edit.path, edit }))
  const ofRoute = (step: Step): boolean => step.do === 'delete' && isRoute(step.ref.kind)
  return {
    stages: [records, deletes.filter(ofRoute), deletes.filter((step) => !ofRoute(step)), edits].filter(
      (stage) => stage.length > 0,
    ),
  }
}
