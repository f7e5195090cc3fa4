import type { Code } from '../codes/index.ts'
import { UserError, type UserErrorOptions } from '../errors.ts'

/** The API server's refusal, or the failure to reach it. `status` is the HTTP status, 0 where there was no reply. */
export class ClusterError extends UserError {
  override readonly name = 'ClusterError'
  readonly status: number

  constructor(code: Code, status: number, message: string, options: UserErrorOptions = {}) {
    super(code, message, options)
    this.status = status
  }
}
