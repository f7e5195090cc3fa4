/** What `get` tells: everything of a gateway, who points to whom, and what its controller says of it. */
import type { KindRef } from './cluster.ts'
import type { ResourceRef } from './resource.ts'

/** What a controller wrote into an object's status. */
export interface Acceptance {
  /** `Unknown` also where nobody wrote it, or only of an earlier generation. */
  readonly accepted: 'True' | 'False' | 'Unknown'
  /** The condition's reason. Where `accepted` is True and the reason is not the usual one, something is amiss. */
  readonly reason: string
  readonly message?: string
}

/** True where the object was taken and the reason says nothing more. */
export const isPlain = ({ accepted, reason }: Acceptance): boolean =>
  accepted === 'True' && ['Accepted', 'Valid'].includes(reason)

/** One reference out of an object, by name or by labels. */
export interface Pointer {
  /** A route's Gateway, what a route or backend sends to, or what a policy is attached to. */
  readonly as: 'parent' | 'backend' | 'target'
  /** The API group; the core group is the empty string. */
  readonly group: string
  readonly kind: string
  readonly namespace: string
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
}

export interface OverviewEntry extends Acceptance {
  readonly resource: ResourceRef
  readonly pointsTo: readonly Pointer[]
  /** RFC 3339. */
  readonly created: string
}

export interface Overview {
  /** Gateways, routes, backends, policies; by namespace and name within a kind. */
  readonly entries: readonly OverviewEntry[]
  /** Kinds that were asked for and that the cluster does not know. */
  readonly notServed: readonly KindRef[]
}
