/** What `revocations verify` saw of each target: never more than that. */
import type { DenialStatus } from './denial-status.ts'
import type { Problem } from './kill-switch-report.ts'
import type { Part } from './part.ts'
import type { ResourceRef } from './resource.ts'
import type { Named, Side, SideTarget } from './revocation.ts'

/** `no digest`: the record is of a version that wrote none. */
export type RecordState = 'intact' | 'no digest'

/**
 * `gone` and `stands` of an object, `denied` and `not denied` of a part, whose object stays. `denied otherwise`: its denial
 * stands, and does not say what was recorded. `restored`: on this side, and not yet on the other.
 */
export type HeldState =
  | 'gone'
  | 'stands'
  | 'being deleted'
  | 'denied'
  | 'denied otherwise'
  | 'not denied'
  | 'restored'
  | 'not asked'
  | 'not seen'

export type LockState = 'locked' | 'not locked' | 'not asked' | 'not seen'

/** What a call got now. Nobody saw it succeed before, so no refusal is proof of darkness. */
export type ProbeNow =
  | { readonly saw: 'refused (not proven dark)' }
  | { readonly saw: 'answers' }
  | { readonly saw: 'not known'; readonly message: string }

/** Something that stands, by which the same server can be reached. */
export interface Reachable {
  readonly ref: ResourceRef
  readonly part?: Part
  readonly in: readonly Side[]
  /** What it has in common with what is revoked: a package, an address, a Service, a model, a path. */
  readonly by: { readonly is: string; readonly name: string }
  readonly routes: readonly ResourceRef[]
}

export interface VerifiedTarget extends Named {
  /** Of the revocation that holds it. */
  readonly id: string
  readonly because: SideTarget<unknown>['because']
  /** Of each side that has one; a damaged record is a finding, since its targets are not known. */
  readonly record: Readonly<Partial<Record<Side, RecordState>>>
  readonly cluster: HeldState
  readonly folder: HeldState
  readonly lock: LockState
  readonly denialStatus?: DenialStatus
  readonly probe?: ProbeNow
  readonly elsewhere: readonly Reachable[]
}

export interface VerifyReport {
  /** How many were looked at. */
  readonly revocations: number
  readonly targets: readonly VerifiedTarget[]
  /** What is not as it should be. */
  readonly findings: readonly Problem[]
  /** What could not be looked at. */
  readonly problems: readonly Problem[]
  readonly notes: readonly string[]
}
