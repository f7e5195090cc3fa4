/** How the objects of a folder compare with a cluster, and what came of applying them. */
import type { UserError } from '../errors.ts'
import type { ManagedPlace } from './managed-place.ts'
import type { Resource, ResourceRef } from './resource.ts'

/**
 * Where one object stands: exactly one of these.
 * `InSync`: applying it would change nothing. `Drifted`: it stands in the cluster in another form.
 * `OnlyInFolder`: the cluster does not have it. `OnlyInCluster`: the folder put it there, and does not have it any more.
 * `Revoked`: the kill switch holds it, and it is left alone. `Invalid`: it is not applied, because it can't be.
 * `Unknown`: the user may not read it, so it can't be compared, and is left alone.
 */
export const SYNC_STATES = [
  'InSync',
  'Drifted',
  'OnlyInFolder',
  'OnlyInCluster',
  'Revoked',
  'Invalid',
  'Unknown',
] as const
export type SyncState = (typeof SYNC_STATES)[number]

/** Who left what the folder and the cluster agreed on when they last met. */
export type Author = 'folder' | 'cluster' | 'both'

/** A field manager, and when it last wrote to the object. */
export interface Writer {
  readonly manager: string
  /** RFC 3339. */
  readonly time?: string
}

/** What applying would change at one place; `from` is the cluster's value, `to` the one afterwards. */
export interface Change {
  readonly op: 'add' | 'remove' | 'replace'
  /** As the API server writes it: `spec.mcp.stdio.args[1]`; empty for the object as a whole. */
  readonly path: string
  readonly from?: unknown
  readonly to?: unknown
  /** The values are secret as a whole, by their place; what looks secret within others shows by itself. */
  readonly secret?: true
  /** Absent where it is not known what they agreed on. */
  readonly by?: Author
  /** The place as managedFields name it, down to what is written as one; beside `by`. */
  readonly field?: readonly string[]
}

export interface ObjectState {
  readonly ref: ResourceRef
  readonly state: SyncState
  /** Empty unless `Drifted`, `OnlyInFolder` or `OnlyInCluster`. Values are not masked: only reports may print them, masked. */
  readonly changes: readonly Change[]
  /** What is to be applied; absent where the folder does not hold the object (`Revoked`). */
  readonly desired?: Resource
  /** The object as the cluster has it. */
  readonly live?: Resource
  /** The object as applying it would leave it. */
  readonly merged?: Resource
  /** Digests of the fields as applying leaves them (plan/agreed.ts), where that would change something. */
  readonly leaves?: string
  /** Of `InSync`: an apply brings up to date what the object carries as last applied, and nothing else. */
  readonly renews?: true
  /** Of `OnlyInCluster`: why `--prune` leaves it alone, as in "it is held by Flux". */
  readonly kept?: string
  /** To be applied before `desired`, which the API server would refuse in one step, and the digests of what it leaves. */
  readonly first?: { readonly resource: Resource; readonly leaves?: string }
  /** What applying would leave there, and is to be taken out all the same (plan/dropped.ts). */
  readonly drops?: readonly ManagedPlace[]
  /**
   * Why it can't be applied as it stands: the API server was asked and refused it, does not serve its kind or does not
   * let it be read, or it is another folder's. Of `Revoked`: that it stands in the cluster all the same.
   */
  readonly problem?: UserError
}

/**
 * In the order of reports. `failed`: refused by the API server, or not tried because of the object's problem.
 * `skipped`: not tried, because the run was interrupted.
 */
export const APPLY_OUTCOMES = [
  'created',
  'configured',
  'pruned',
  'unchanged',
  'revoked',
  'failed',
  'skipped',
] as const
export type ApplyOutcome = (typeof APPLY_OUTCOMES)[number]

/** One object after its turn in an apply: its state is the one after it (before it, in a dry run). */
export interface AppliedObject {
  readonly object: ObjectState
  readonly outcome: ApplyOutcome
  /** Why it `failed`. */
  readonly error?: UserError
  /** Of the server's dry run: what is said of it is not what the API server says, since its namespace is not there yet. */
  readonly isUnasked?: boolean
}

/** Why its turn did not end well; of `revoked` that it stands in the cluster all the same. */
export const problemOfApplied = ({ object, outcome, error }: AppliedObject): UserError | undefined =>
  error ?? (outcome === 'revoked' ? object.problem : undefined)

/** What the folder says of it is not so now. */
export const isIncomplete = (applied: AppliedObject): boolean =>
  applied.outcome === 'failed' || applied.outcome === 'skipped' || problemOfApplied(applied) !== undefined
