import type { Code } from './codes/index.ts'

/** Exit codes of every command (docs/exit-codes.md). */
export const EXIT = { done: 0, differences: 1, usage: 2, failed: 3, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

export interface UserErrorOptions {
  /** The next step, as a sentence or a command. */
  readonly hint?: string | undefined
  /** Default 3: the job could not be done. 2 for wrong usage or settings. */
  readonly exit?: ExitCode
  readonly cause?: unknown
}

/**
 * Why a job could not be done, told to a person: what happened, where, and what to do next.
 * Never carries a stack trace to the user, and never a secret.
 */
export class UserError extends Error {
  override readonly name: string = 'UserError'
  readonly code: Code
  readonly hint: string | undefined
  readonly exit: ExitCode

  constructor(code: Code, message: string, options: UserErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.exit = options.exit ?? EXIT.failed
  }
}

/** Wrong usage: exit 2. */
export const usageError = (message: string, hint?: string): UserError =>
  new UserError('usage', message, { exit: EXIT.usage, hint })
