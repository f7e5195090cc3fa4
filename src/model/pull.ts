/** What `pull` makes of one object of a cluster or a folder. */
import type { UserError } from '../errors.ts'
import type { ResourceRef } from './resource.ts'
import type { Change, SyncState } from './sync.ts'

/**
 * In the order of reports. `created`: a file of its own. `updated`: its document was changed. `pruned`: its document was
 * taken out. `gone`: the cluster does not have it, the folder keeps it. `left`: it is not for this folder to take.
 * `failed`: it could not be taken, or only in part: conflicts, credentials, a document that can't be changed.
 * `skipped`: not tried, because the run was interrupted.
 */
export const PULL_OUTCOMES = [
  'created',
  'updated',
  'pruned',
  'unchanged',
  'gone',
  'left',
  'failed',
  'skipped',
] as const
export type PullOutcome = (typeof PULL_OUTCOMES)[number]

/** A field that folder and cluster both changed, differently; the folder keeps its own. */
export interface PullConflict {
  /** As the API server writes it. */
  readonly path: string
  /** Absent where that side does not have the field. Values are not masked: only reports may print them, masked. */
  readonly folder?: unknown
  readonly cluster?: unknown
  readonly secret?: true
}

export interface PulledObject {
  readonly ref: ResourceRef
  /** Before the pull; absent where that was not looked at. */
  readonly state?: SyncState
  readonly outcome: PullOutcome
  /** Of the folder: `from` is what the file had, `to` what it has now. */
  readonly changes: readonly Change[]
  readonly conflicts: readonly PullConflict[]
  /** Absolute path of the file that holds the object, or did. */
  readonly file?: string
  /** Why it was left alone, as in "Flux holds it". */
  readonly why?: string
  readonly error?: UserError
}
