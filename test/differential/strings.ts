/** Texts that a schema's string takes, made from its pattern and format. */
import fc from 'fast-check'
import type { Schema } from '../../src/validate/compile/schema.ts'
import { FORMAT_SAMPLES } from '../validate/format-samples.ts'
import type { Random } from '../validate/random.ts'

const WORDS = [
  'a',
  'filesystem',
  'a.b',
  'x-1',
  'MCPBackend',
  'Service',
  'agentgateway.dev',
  '/mcp',
  '10s',
  'TOKEN',
  '0',
  '*',
  'é😀',
  'example.com',
  'https://example.com/a',
  'true',
  '10.0.0.1',
  '500m',
]
const SAMPLES = 24

/** Random choices, with the words that the rules of a kind compare with. */
export interface Choices extends Random {
  readonly words: readonly string[]
}

/** What the rules of a schema quote. */
export const wordsOf = (schema: unknown): string[] => {
  const rules = JSON.stringify(schema).match(/"rule":"(?:[^"\\]|\\.)*"/g) ?? []
  return [
    ...new Set(
      rules.flatMap((rule) => [...rule.matchAll(/'([\w.\-/]{1,60})'/g)].map(([, word = '']) => word)),
    ),
  ]
}

const pools = new Map<string, readonly string[]>()

/** Some texts that match; fewer where the expression uses what fast-check does not know. */
const matching = (pattern: string): readonly string[] => {
  let pool = pools.get(pattern)
  if (pool === undefined) {
    try {
      pool = fc.sample(fc.stringMatching(new RegExp(pattern, 'u'), { size: 'small' }), {
        numRuns: SAMPLES,
        seed: 1,
      })
    } catch {
      pool = []
    }
    pools.set(pattern, pool)
  }
  return pool
}

const fits = (text: string, { minLength = 0, maxLength = Infinity, pattern = '' }: Schema): boolean => {
  const length = Array.from(text).length
  if (length < minLength || length > maxLength) return false
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}

/** Mostly one that fits; now and then, and where none is known, any. */
export const textFor = (schema: Schema, random: Choices): string => {
  const { pattern, minLength = 0, format, maxLength } = schema
  const samples = format === undefined ? undefined : FORMAT_SAMPLES[format]
  if (samples !== undefined) return random.pick(random.chance(0.9) ? samples.good : [...samples.bad, 'x'])
  const quoted = random.chance(0.5) ? random.words.filter((text) => fits(text, schema)) : []
  const candidates =
    quoted.length > 0
      ? quoted
      : [...(pattern === undefined ? [] : matching(pattern)), ...WORDS].filter((text) => fits(text, schema))
  if (candidates.length > 0) return random.pick(candidates)
  const long = 'a'.repeat(Math.max(minLength, 1))
  return maxLength !== undefined && random.chance(0.2) ? 'é'.repeat(Math.min(maxLength, 2000)) : long
}
