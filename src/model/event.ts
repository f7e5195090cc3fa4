import type { UserError } from '../errors.ts'
import type { Resource } from './resource.ts'
import type { Step } from './step.ts'

/** What came of one step. Printers consume these as they happen. */
export type Event =
  | { readonly outcome: 'done'; readonly step: Step; readonly result?: Resource }
  /** What the step is for was so already. */
  | { readonly outcome: 'unchanged'; readonly step: Step; readonly result?: Resource }
  | { readonly outcome: 'failed'; readonly step: Step; readonly error: UserError }
  /** Not tried, because an earlier step of the same subject failed, or the run was interrupted. */
  | { readonly outcome: 'skipped'; readonly step: Step; readonly because: string }
