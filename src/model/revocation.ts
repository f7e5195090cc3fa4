/**
 * The record of a revocation: who took what away, when and why, and everything needed to bring it back.
 *
 * There are two sides, each with a durable record of its own: the folder keeps its documents' own text in
 * `.agentgw/revoked/ID.stash`, the cluster keeps its objects in immutable Secrets. Neither holds what only the
 * other held, so that no secret gets to a place that did not hold it before.
 */
import { type Part, partLabel } from './part.ts'
import type { Piece } from './piece.ts'
import { type Resource, type ResourceRef, refKey } from './resource.ts'

export type Side = 'folder' | 'cluster'

/**
 * `recorded`: stored, and perhaps still standing. `removed`: seen gone. `restored`: seen back.
 * `kept`: when it was restored the folder held it again in another form, which stays; what is stored comes back by force.
 * `superseded`: it came back by other hands and was revoked again, differently; the later record counts.
 */
export type Phase = 'recorded' | 'removed' | 'restored' | 'kept' | 'superseded'

/** An object, or a part of one. */
export interface Named {
  readonly ref: ResourceRef
  readonly part?: Part
}

/** The identity of a target: that of its object, and of the part where it is one. */
export const targetKey = ({ ref, part }: Named): string => `${refKey(ref)}${partLabel(part)}`

/**
 * One target on one side; `stored` is what brings it back. A part takes nothing away: the folder stores no piece of it,
 * and the cluster the policy that denies it.
 */
export interface SideTarget<S> extends Named {
  readonly phase: Phase
  /** Why it was revoked: named by the user, or a route that leads only to what was. */
  readonly because: 'named' | 'leads only there'
  readonly stored: S
  /** Of `stored` (model/digest.ts), written with it; absent in records of versions before it was. */
  readonly digest?: string
}

/** `TEXT: REASON`, and the text alone where none was given. */
export const withReason = (text: string, reason: string): string =>
  reason === '' ? text : `${text}: ${reason}`

export interface RevocationHead {
  readonly id: string
  readonly reason: string
  /** The Kubernetes user, and where no cluster was asked the local one. */
  readonly who: string
  /** `user@host` at whose keyboard it was done. */
  readonly localUser?: string
  /** The URL of what it was done for. */
  readonly incident?: string
  /** RFC 3339. */
  readonly when: string
  /** The version of this program that wrote it. */
  readonly toolVersion?: string
  /** The cluster whose part belongs to it; undefined for a revocation of the folder alone. */
  readonly cluster?: { readonly context: string; readonly server: string }
  readonly restored?: { readonly who: string; readonly localUser?: string; readonly when: string }
}

/** One side's durable record of one revocation. */
export interface SideRecord<S> extends RevocationHead {
  readonly targets: readonly SideTarget<S>[]
}

/** A document's text, and the file that it was taken from, relative to the root, with `/`. */
export interface StashedPiece {
  readonly file: string
  readonly piece: Piece
  /** Of the file, where it went with its last document. */
  readonly mode?: number
}

export type FolderRecord = SideRecord<readonly StashedPiece[]>
/** The object without what the server sets anew (uid, resourceVersion, status), but with managedFields. */
export type ClusterRecord = SideRecord<Resource>

export const isActive = (phase: Phase): boolean => phase === 'recorded' || phase === 'removed'

/** The phases of what a restore may bring back. */
export const canComeBack =
  (force: boolean) =>
  (phase: Phase): boolean =>
    isActive(phase) || (force && phase === 'kept')

type Found<S> = Map<string, { record: SideRecord<S>; target: SideTarget<S> }>

/** The last target of each targetKey in these records that is in such a phase. */
export const targetsIn = <S>(
  records: readonly SideRecord<S>[],
  isWanted: (phase: Phase) => boolean,
): Found<S> => {
  const found: Found<S> = new Map()
  for (const record of records)
    for (const target of record.targets)
      if (isWanted(target.phase)) found.set(targetKey(target), { record, target })
  return found
}

/** The targets of these records that are revoked now, by targetKey. */
export const activeTargets = <S>(records: readonly SideRecord<S>[]): Found<S> => targetsIn(records, isActive)

/** What `revocations` prints of one revocation: both sides together. */
export interface Revocation extends RevocationHead {
  /** `revoking`: begun and not finished; doing it again finishes it. `revoked` while any target still is. */
  readonly state: 'revoking' | 'revoked' | 'restored' | 'superseded'
  readonly targets: readonly RevokedTarget[]
}

export interface RevokedTarget extends Named {
  readonly because: SideTarget<unknown>['because']
  readonly folder?: Phase
  readonly cluster?: Phase
  /** True where it was seen gone from the cluster, and stands there now. */
  readonly standsAgain?: true
  /** Of what each side stored. */
  readonly digests?: Readonly<Partial<Record<Side, string>>>
}

const stateOf = (targets: readonly RevokedTarget[]): Revocation['state'] => {
  const phases = targets.flatMap((t) => [t.folder, t.cluster])
  if (phases.includes('recorded')) return 'revoking'
  if (phases.includes('removed')) return 'revoked'
  return phases.includes('restored') || phases.includes('kept') ? 'restored' : 'superseded'
}

/** Joins what the two sides recorded under the same id; the oldest first. */
export const joinSides = (
  folder: readonly FolderRecord[],
  cluster: readonly ClusterRecord[],
): Revocation[] => {
  const heads = new Map<string, RevocationHead>()
  const targets = new Map<string, Map<string, RevokedTarget>>()
  const add = (side: Side, records: readonly SideRecord<unknown>[]): void => {
    for (const { targets: own, ...head } of records) {
      const known = heads.get(head.id)
      const restored = head.restored ?? known?.restored
      heads.set(head.id, { ...known, ...head, ...(restored ? { restored } : {}) })
      const joined = targets.get(head.id) ?? new Map<string, RevokedTarget>()
      targets.set(head.id, joined)
      for (const { ref, part, because, phase, digest } of own) {
        const key = targetKey({ ref, ...(part && { part }) })
        const known = joined.get(key)
        const digests = digest === undefined ? known?.digests : { ...known?.digests, [side]: digest }
        const more = { ...(part && { part }), ...(digests && { digests }) }
        joined.set(key, { because, ...known, ref, ...more, [side]: phase })
      }
    }
  }
  add('folder', folder)
  add('cluster', cluster)
  return [...heads.values()]
    .map((head) => {
      const own = [...(targets.get(head.id)?.values() ?? [])]
      return { ...head, state: stateOf(own), targets: own }
    })
    .sort((a, b) => a.when.localeCompare(b.when) || a.id.localeCompare(b.id))
}
