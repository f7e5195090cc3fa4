import type { UserError } from '../errors.ts'
import type { ResourceRef } from './resource.ts'

export const CRD = 'CustomResourceDefinition'

export const INSTALL_STATES = ['created', 'configured', 'unchanged', 'failed', 'skipped'] as const

/** One object after its turn in an install. `skipped`: not tried, because the run was interrupted. */
export interface InstalledObject {
  readonly ref: ResourceRef
  readonly state: (typeof INSTALL_STATES)[number]
  /** Of this program, where the object was of another. */
  readonly version?: { readonly from: string; readonly to: string }
  /** Why it `failed`. */
  readonly error?: UserError
}
