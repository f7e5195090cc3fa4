/** Runs the rules of an object; what is so large that costs count is left to the evaluator, which is loaded for it. */
import type { RuleFailure } from '../validator.ts'
import { StopRules, type Trace } from './rules.ts'

const PER_OBJECT = 10_000_000

/** Of this many entries most lists and maps are at most. */
export const SHORT = 16

type BytesOf = (text: string) => number

/** Takes no time, and is enough for nearly every object. */
const mostBytes: BytesOf = (text) => 3 * text.length
const exactBytes: BytesOf = (text) => Buffer.byteLength(text)

/** The characters of what a value holds, and its parts: no more than that can be looked at. Infinity for what is long. */
const weigh = (value: unknown, most: number, bytes: BytesOf): number => {
  if (typeof value === 'string') return 1 + bytes(value)
  if (typeof value !== 'object' || value === null) return 1
  let weight = 1
  if (Array.isArray(value)) {
    if (value.length > most) return Infinity
    for (const item of value) weight += weigh(item, most, bytes)
    return weight
  }
  let count = 0
  for (const key in value) {
    if (++count > most) return Infinity
    weight += 1 + bytes(key) + weigh((value as Record<string, unknown>)[key], most, bytes)
  }
  return weight
}

type Rules = (self: unknown, trace: Trace) => void

const run = (self: unknown, rules: Rules, trace: Trace): RuleFailure[] => {
  try {
    rules(self, trace)
  } catch (error) {
    if (!(error instanceof StopRules)) throw error
  }
  return trace.failures
}

const runTracked = async (self: unknown, rules: Rules): Promise<RuleFailure[]> => {
  const { tracked } = await import('../cel/tracked.ts')
  return run(self, rules, { at: [], failures: [], tracked, budget: PER_OBJECT })
}

/** Whether a limit could be reached. */
const isHeavy = (self: unknown, safe: number, safeIfShort: number): boolean => {
  if (safe === Infinity) return false
  const isLight = (most: number, limit: number, bytes: BytesOf): boolean => {
    const weight = weigh(self, most, bytes)
    return weight < Infinity && weight <= limit
  }
  if (isLight(SHORT, safeIfShort, mostBytes) || isLight(SHORT, safeIfShort, exactBytes)) return false
  return !isLight(Infinity, safe, exactBytes)
}

/** `safe`, `safeIfShort`: the weights up to which no limit of costs can be reached; the second where nothing is long. */
export const runRules = (
  self: unknown,
  rules: Rules,
  [safe = Infinity, safeIfShort = Infinity]: readonly number[],
): RuleFailure[] | Promise<RuleFailure[]> =>
  isHeavy(self, safe, safeIfShort) ? runTracked(self, rules) : run(self, rules, { at: [], failures: [] })
