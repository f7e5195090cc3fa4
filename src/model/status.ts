/** What `status` tells of one object: where it stands and why, what its controller says, and whose it is. */
import type { Acceptance, Belonging, RevokedBy } from './overview.ts'
import type { Part } from './part.ts'
import type { ObjectState, Writer } from './sync.ts'

export interface ObjectStatus {
  readonly object: ObjectState
  /** Why it is in this state; empty where there is nothing to say. */
  readonly reason: string
  /** Absent where it does not stand in the cluster, and for kinds that no controller accepts. */
  readonly acceptance?: Acceptance
  /** RFC 3339. */
  readonly created?: string
  readonly belonging: Belonging
  readonly lastWrite?: Writer
  readonly revoked?: RevokedBy
  /** What of it is revoked while the rest stands. */
  readonly revokedParts: readonly (RevokedBy & { readonly part: Part })[]
}
