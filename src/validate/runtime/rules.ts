/** How generated code tells that a rule does not hold. */
import type { JsonPath } from '../../model/document.ts'
import type { Rule, RuleFailure } from '../validator.ts'
import { CelError } from './errors.ts'

/** The rules of one object as they fail, and the place where the evaluation is. */
export interface Trace {
  readonly failures: RuleFailure[]
  readonly at: (string | number)[]
  /** What evaluations may still cost, where the object is so large that it counts. */
  budget?: number
}

/** After a limit of what evaluations may cost, nothing is evaluated. */
export class StopRules extends Error {}

const MOST_BYTES_OF_MESSAGE = 5120
const PER_OBJECT = 10_000_000

/** Of this many entries most lists and maps are at most. */
export const SHORT = 16

/** The characters of what a value holds, and its parts: no more than that can be looked at. Infinity for what is long. */
const weigh = (value: unknown, most: number): number => {
  if (typeof value === 'string') return 1 + Buffer.byteLength(value)
  if (typeof value !== 'object' || value === null) return 1
  let weight = 1
  if (Array.isArray(value)) {
    if (value.length > most) return Infinity
    for (const item of value) weight += weigh(item, most)
    return weight
  }
  const entries = Object.entries(value)
  if (entries.length > most) return Infinity
  for (const [key, entry] of entries) weight += 1 + Buffer.byteLength(key) + weigh(entry, most)
  return weight
}

/** `safe`, `safeIfShort`: the weights up to which no limit of costs can be reached; the second where nothing is long. */
export const runRules = (
  self: unknown,
  rules: (self: unknown, trace: Trace) => void,
  [safe = Infinity, safeIfShort = Infinity]: readonly number[],
): RuleFailure[] => {
  const trace: Trace = { at: [], failures: [] }
  if (safe < Infinity && weigh(self, SHORT) > safeIfShort && weigh(self, Infinity) > safe)
    trace.budget = PER_OBJECT
  try {
    rules(self, trace)
  } catch (error) {
    if (!(error instanceof StopRules)) throw error
  }
  return trace.failures
}

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
