/** What was seen at the end of a revoke or a restore: never more than that. */
import type { Code } from '../codes/index.ts'
import type { DenialStatus } from './denial-status.ts'
import type { OwnerChange } from './owner.ts'
import type { ResourceRef } from './resource.ts'
import type { Named, RevocationHead, SideTarget } from './revocation.ts'

/** What kept a part from being done, or what could not be found out. */
export interface Problem {
  readonly code: Code
  readonly message: string
  readonly hint?: string | undefined
}

/**
 * `denied`: of a part, whose object stays. `absent`: nothing was taken from there. `not asked`: that side was left out of this run. `not seen`: whether it
 * stands there could not be found out.
 */
export type RevokedPart = 'removed' | 'denied' | 'absent' | 'still there' | 'not asked' | 'not seen'

export interface RevokedTargetReport extends Named {
  readonly because: SideTarget<unknown>['because']
  /** The revocation that holds it; undefined where nothing was recorded. */
  readonly id: string | undefined
  readonly cluster: RevokedPart
  readonly folder: RevokedPart
  readonly verdict: 'dark (probed)' | 'removed (not probed)' | 'still live' | 'not known'
  /** From the start of the command until its calls were refused, where it was probed. */
  readonly darkAfterMs?: number
  /** Whether nobody can bring it back in the cluster, or take its denial away, before it is restored. */
  readonly locked: boolean
  /** The AgentgatewayPolicies that deny it. */
  readonly denials: readonly ResourceRef[]
  /** What the gateway's controller says of them; absent where there are none. */
  readonly denialStatus?: DenialStatus
}

/** Whether the promise holds of a target. */
export const isOff = (verdict: RevokedTargetReport['verdict']): boolean =>
  verdict === 'dark (probed)' || verdict === 'removed (not probed)'

/** What was told elsewhere, at the end. */
interface ToldElsewhere {
  /** Who syncs what was revoked or restored, and what its source needs. */
  readonly owners: readonly OwnerChange[]
  /** With `--commit`: of the folder's change, its files relative to the root. */
  readonly commit: { readonly id: string; readonly files: readonly string[] } | undefined
  /** What could not be told; nothing of what was done depends on it. */
  readonly notes: readonly string[]
}

export interface RevokeReport extends ToldElsewhere {
  readonly head: RevocationHead
  readonly targets: readonly RevokedTargetReport[]
  /** Words that name nothing that stands or is revoked. */
  readonly missing: readonly string[]
  /** The Deployments that were seen to restart; undefined where none was to. */
  readonly restarted?: readonly ResourceRef[]
  /** Routes that lead to a target and elsewhere too, and stay. */
  readonly shared: readonly ResourceRef[]
  /** Kinds of routes that the user may not list everywhere: whether one leads to a target is not known. */
  readonly unseen: readonly string[]
  readonly problems: readonly Problem[]
  /** From the start of the command until all targets were seen gone; undefined where nothing was, or all were gone before. */
  readonly darkAfterMs: number | undefined
}

/** `in place`: it stands there, and nothing of it was revoked. `differs`: another form stands there, and was left alone. */
export type RestoredPart =
  'restored' | 'in place' | 'absent' | 'still revoked' | 'differs' | 'not asked' | 'not seen'

export interface RestoredTargetReport extends Named {
  readonly id: string
  readonly cluster: RestoredPart
  readonly folder: RestoredPart
}

export interface RestoreReport extends ToldElsewhere {
  readonly targets: readonly RestoredTargetReport[]
  /** Words whose targets are back already. */
  readonly already: readonly string[]
  /** Words that no revocation knows. */
  readonly missing: readonly string[]
  readonly problems: readonly Problem[]
}
