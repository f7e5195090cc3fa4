/** What `get` tells: everything of a gateway, who points to whom, and what its controller says of it. */
import type { KindRef } from './cluster.ts'
import { GATEWAY_GROUP, GROUP } from './kinds.ts'
import type { Owner } from './owner.ts'
import type { Part } from './part.ts'
import { groupOf, type ResourceRef } from './resource.ts'
import type { RevocationHead } from './revocation.ts'

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

/** These take part in what others are accepted for, and nobody accepts them. */
const SILENT: readonly string[] = ['ReferenceGrant', 'AgentgatewayParameters']

/** Whether a controller says of objects of the kind that it took them. */
export const isAccepted = ({ apiVersion, kind }: ResourceRef): boolean =>
  [GROUP, GATEWAY_GROUP].includes(groupOf(apiVersion)) && !SILENT.includes(kind)

/** Why a pointer leads to nothing: `Missing` only where it was looked for. */
export type Gone = 'Missing' | 'Revoked'

/** One reference out of an object, by name or by labels. */
export interface Pointer {
  /** A route's Gateway, what a route or backend sends to, what a policy is attached to, or how a Gateway is run. */
  readonly as: 'parent' | 'backend' | 'target' | 'class' | 'parameters'
  /** The API group; the core group is the empty string. */
  readonly group: string
  readonly kind: string
  /** Absent for kinds that have none. */
  readonly namespace?: string
  readonly name?: string
  readonly labels?: Readonly<Record<string, string>>
  /** Of what it points to, a part: a listener, a rule, a port. */
  readonly section?: string
  readonly gone?: Gone
}

/** Who revoked it, when and why. */
export type RevokedBy = Pick<RevocationHead, 'id' | 'who' | 'when' | 'reason'>

/** Whose an object is. */
export interface Belonging {
  /** The folder that put it there, by its label. */
  readonly folder?: string
  /** What else keeps it as its own source says. */
  readonly others: readonly Owner[]
}

export interface Listener {
  readonly name: string
  /** `HTTP 8080 *.example.com`. */
  readonly details: string
}

export interface OverviewEntry extends Acceptance {
  readonly resource: ResourceRef
  readonly pointsTo: readonly Pointer[]
  /** RFC 3339; absent where it does not stand in the cluster, because it is revoked. */
  readonly created?: string
  readonly labels: Readonly<Record<string, string>>
  /** What it is about, in few words: hosts and paths of a route, programs and models of a backend. */
  readonly details: string
  readonly belonging: Belonging
  /** Of a Gateway. */
  readonly listeners: readonly Listener[]
  /** The revocation that holds it. It may stand all the same, where somebody brought it back. */
  readonly revoked?: RevokedBy
  /** What of it is revoked while the rest stands. */
  readonly revokedParts: readonly (RevokedBy & { readonly part: Part })[]
}

export interface Overview {
  /** Gateways, routes, backends, policies, and what belongs to them; by namespace and name within a kind. */
  readonly entries: readonly OverviewEntry[]
  /** What was not asked for, and read because it may be around that. */
  readonly others: readonly OverviewEntry[]
  /** Kinds that were asked for and that the cluster does not know. */
  readonly notServed: readonly KindRef[]
}
