import type { Code } from '../codes/index.ts'

/** What is wrong at one place of a document's text; the offset counts from the beginning of that text. */
export interface Problem {
  readonly code: Code
  readonly message: string
  readonly offset: number
  readonly hint?: string
}
