import type { UserError } from '../errors.ts'
import type { ResourceRef } from './resource.ts'

export const UNINSTALL_STATES = ['deleted', 'absent', 'kept', 'deleting', 'failed', 'skipped'] as const

/**
 * One object after its turn in an uninstall. `deleting`: the API server has taken the request, and the waiting for it was
 * interrupted. `skipped`: not tried, because the run was.
 */
export interface UninstalledObject {
  readonly ref: ResourceRef
  readonly state: (typeof UNINSTALL_STATES)[number]
  /** Why it was `kept`. */
  readonly why?: string
  /** Why it `failed`. */
  readonly error?: UserError
}
