import type { Code } from '../codes/index.ts'
import { UserError, type UserErrorOptions } from '../errors.ts'

/** One reason of a refusal, as the API server gives it. */
export interface RefusalCause {
  readonly message: string
  /** The field, as the API server writes it: `spec.rules[0].matches`. */
  readonly field?: string
  /** Of a conflict: the field manager that owns the field. */
  readonly manager?: string
  /** Where it owns it by a subresource, as `scale`. */
  readonly subresource?: string
}

export interface ClusterErrorOptions extends UserErrorOptions {
  readonly causes?: readonly RefusalCause[]
}

/** The API server's refusal, or the failure to reach it. `status` is the HTTP status, 0 where there was no reply. */
export class ClusterError extends UserError {
  override readonly name = 'ClusterError'
  readonly status: number
  readonly causes: readonly RefusalCause[]

  constructor(code: Code, status: number, message: string, options: ClusterErrorOptions = {}) {
    super(code, message, options)
    this.status = status
    this.causes = options.causes ?? []
  }
}

export const isClusterError = (error: unknown, code: Code): error is ClusterError =>
  error instanceof ClusterError && error.code === code
