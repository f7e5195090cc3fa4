/** Rules of an object so large that what they cost counts. */
import { CelError, UnknownToUs } from '../runtime/errors.ts'
import { broke, failed, StopRules, type Trace, type Tracked } from '../runtime/rules.ts'
import type { Rule } from '../validator.ts'
import { Meter, PER_RULE, TooCostly } from './cost.ts'
import { evaluator } from './evaluator.ts'
import type { Reading } from './raw.ts'
import type { Value } from './values.ts'

type Evaluate = (self: unknown, meter?: Meter) => Value

const OUT_OF_BUDGET =
  'validation failed due to running out of cost budget, no further validation rules will be run'

const known = new WeakMap<Reading, Map<string, Evaluate>>()

const evaluatorOf = (text: string, reading: Reading): Evaluate => {
  const evaluators = known.get(reading) ?? new Map<string, Evaluate>()
  known.set(reading, evaluators)
  const evaluate = evaluators.get(text) ?? evaluator(text, reading)
  evaluators.set(text, evaluate)
  return evaluate
}

/** Evaluates the rule, and takes what that cost from the budget. Nothing is run after a limit. */
export const tracked: Tracked = (trace, rule, self, reading, message) => {
  if ((trace.budget ?? 0) <= 0) stop(trace, rule, OUT_OF_BUDGET)
  const { value, error } = spend(trace, rule, OUT_OF_BUDGET, self, evaluatorOf(rule.rule, reading))
  if (error instanceof TooCostly) stop(trace, rule, error.message)
  if (error !== undefined) broke(trace, rule, error)
  else if (value !== true)
    failed(
      trace,
      rule,
      message === undefined ? undefined : () => messageOf(trace, rule, self, evaluatorOf(message, reading)),
    )
}

const messageOf = (trace: Trace, rule: Rule, self: unknown, message: Evaluate): Value => {
  const over =
    'messageExpression evaluation failed due to running out of cost budget, no further validation rules will be run'
  const { value = null, error } = spend(trace, rule, over, self, message)
  if (error instanceof TooCostly)
    stop(
      trace,
      rule,
      'no further validation rules will be run due to call cost exceeds limit for messageExpression',
    )
  return value
}

const spend = (
  trace: Trace,
  rule: Rule,
  /** What is told where the budget does not suffice. */
  over: string,
  self: unknown,
  evaluate: Evaluate,
): { value?: Value; error?: Error } => {
  const meter = new Meter(PER_RULE)
  let outcome: { value?: Value; error?: Error }
  try {
    outcome = { value: evaluate(self, meter) }
  } catch (error) {
    if (!(error instanceof CelError || error instanceof TooCostly || error instanceof UnknownToUs))
      throw error
    outcome = { error }
  }
  const budget = (trace.budget ?? 0) - meter.spent
  if (budget < 0) stop(trace, rule, over)
  trace.budget = budget
  return outcome
}

const stop = (trace: Trace, rule: Rule, detail: string): never => {
  trace.failures.push({ rule, path: [...trace.at], outcome: 'error', detail })
  throw new StopRules()
}
