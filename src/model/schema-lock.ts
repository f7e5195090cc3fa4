/** What `schemas pull` keeps beside the CRDs: where each comes from, and what it must be. */

export interface LockedCrd {
  /** `PLURAL.GROUP`, which is also the name of its file. */
  readonly name: string
  readonly group: string
  readonly kind: string
  /** The versions that are served. */
  readonly versions: readonly string[]
  /** `cluster`, a path relative to the root, or a URL without credentials. */
  readonly source: string
  /** What the CRD says of itself: the version of the bundle or the program that it belongs to. */
  readonly release?: string
  /** Of the file's text, in hexadecimal. */
  readonly sha256: string
}

export interface SchemaLock {
  /** The Kubernetes version of the cluster that was last pulled from. */
  readonly kubernetes?: string
  /** By name. */
  readonly crds: readonly LockedCrd[]
}

export const EMPTY_LOCK: SchemaLock = { crds: [] }

export const CLUSTER_SOURCE = 'cluster'

/** A CRD as a source has it, in the form in which it is kept. */
export interface FoundCrd extends LockedCrd {
  readonly text: string
}

/** `repaired`: the source has what the lock says, and the file did not. */
export const SCHEMA_STATES = ['added', 'updated', 'repaired', 'removed', 'unchanged'] as const
export type SchemaState = (typeof SCHEMA_STATES)[number]

export interface SchemaChange {
  readonly state: SchemaState
  /** As it is to be; of what is removed as it was. */
  readonly crd: LockedCrd
  /** The release before, where that is another. */
  readonly before?: string
}

export interface SchemaPlan {
  readonly changes: readonly SchemaChange[]
  readonly lock: SchemaLock
  /** Files to write, by the name of the CRD. */
  readonly write: readonly FoundCrd[]
  /** Names of the CRDs whose files go. */
  readonly remove: readonly string[]
}
