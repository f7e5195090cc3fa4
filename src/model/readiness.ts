/** What it means that an object does its work, and what came of waiting for it. */
import type { UserError } from '../errors.ts'
import type { ResourceRef } from './resource.ts'

/**
 * `ready`: its controller took this form of it, all of it, and serves it. `pending`: it says that it is still at it.
 * `silent`: nobody has said anything. `hindered`: it was not taken as it stands, for a reason that may pass, because
 * what it refers to is still on its way. `refused`: it was not taken, and time does not change that.
 */
export interface Readiness {
  readonly is: 'ready' | 'pending' | 'silent' | 'hindered' | 'refused'
  /** The condition's reason, in the controller's word. */
  readonly reason: string
  readonly message?: string
}

/** `PartiallyValid: rule 2 is no CEL`; the message alone where there is no reason to speak of. */
export const readinessText = ({ is, reason, message = '' }: Readiness): string => {
  if (is === 'ready' || message === '') return reason
  return reason === 'Unknown' ? message : `${reason}: ${message}`
}

/** `given-up`: others failed, and it was not ready shortly after. `unseen`: it may not be looked at. */
export type WaitEnd = 'ready' | 'not-accepted' | 'no-controller' | 'wait-timeout' | 'given-up' | 'unseen'

/** One object that is waited for, as it was seen last. */
export interface Waited {
  readonly ref: ResourceRef
  readonly readiness: Readiness
  /** Absent while it is waited for, and where the wait was interrupted. */
  readonly end?: WaitEnd
  /** Why it could not be seen: of `unseen`, and of `wait-timeout` where the cluster did not answer any more. */
  readonly error?: UserError
}
