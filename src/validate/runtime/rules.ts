/** How generated code tells that a rule does not hold. */
import type { JsonPath } from '../../model/document.ts'
import type { Reading } from '../cel/raw.ts'
import type { Rule, RuleFailure } from '../validator.ts'
import { CelError } from './errors.ts'

/** The rules of one object as they fail, and the place where the evaluation is. */
export interface Trace {
  readonly failures: RuleFailure[]
  readonly at: (string | number)[]
  /** Evaluates rules where the object is so large that what they cost counts. */
  readonly tracked?: Tracked
  /** What evaluations may still cost then. */
  budget?: number
}

export type Tracked = (trace: Trace, rule: Rule, self: unknown, reading: Reading, message?: string) => void

/** After a limit of what evaluations may cost, nothing is evaluated. */
export class StopRules extends Error {}

const MOST_BYTES_OF_MESSAGE = 5120

const pathOf = (trace: Trace, rule: Rule): JsonPath => [...trace.at, ...(rule.fieldPath ?? [])]

/** `message`: the rule's messageExpression; where it fails the fixed message stands. */
export const failed = (trace: Trace, rule: Rule, message?: () => unknown): void => {
  let detail: unknown
  try {
    detail = message?.()
  } catch (error) {
    if (error instanceof StopRules) throw error
  }
  const text = typeof detail === 'string' ? detail.trim() : ''
  const usable = text !== '' && !text.includes('\n') && Buffer.byteLength(text) <= MOST_BYTES_OF_MESSAGE
  trace.failures.push({
    rule,
    path: pathOf(trace, rule),
    outcome: 'false',
    ...(usable ? { detail: text } : {}),
  })
}

/** What was thrown while a rule was evaluated. Anything but CEL's own errors means that we can not evaluate it. */
export const broke = (trace: Trace, rule: Rule, error: unknown): void => {
  const detail = error instanceof Error ? error.message : String(error)
  const outcome = error instanceof CelError ? 'error' : 'unknown'
  trace.failures.push({ rule, path: [...trace.at], outcome, detail })
}

export const unknownRule = (trace: Trace, rule: Rule, why: string): void => {
  trace.failures.push({ rule, path: [...trace.at], outcome: 'unknown', detail: why })
}
