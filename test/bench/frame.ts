/**
 * Measures commands side by side: all of them in each round, one after the other, so that what disturbs the
 * machine disturbs them alike. A ratio is the median over the rounds of one command's time by the other's.
 */
import { exec } from '../setup/exec.ts'

export interface Candidate {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** The whole environment; default: this process's. */
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  /** Exit codes that mean that it did its work; default: 0. */
  readonly succeeds?: readonly number[]
  /** Runs before each run, unmeasured: puts back what a run changes. */
  readonly before?: () => Promise<void>
}

export interface Target {
  readonly candidate: string
  readonly against: string
  /** The ratio not to be exceeded (the design's section 8). */
  readonly max: number
}

export interface Benchmark {
  readonly title: string
  readonly rounds: number
  readonly candidates: readonly Candidate[]
  /** The names of the candidates that each is compared with. */
  readonly peers: readonly string[]
  readonly targets: readonly Target[]
  /** Stops what the benchmark started. */
  readonly close?: () => Promise<void>
}

export interface Measurement {
  readonly candidate: Candidate
  /** Milliseconds of each round; empty where the command does not work. */
  readonly times: readonly number[]
  /** Why it was not measured. */
  readonly failure?: string
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** Undefined where one of the two was not measured. */
export const ratio = (of: Measurement, to: Measurement): number | undefined =>
  of.times.length === 0 || to.times.length === 0
    ? undefined
    : median(of.times.map((time, round) => time / to.times[round]!))

/** Milliseconds from start to end; throws where the command fails, since a failure's time says nothing. */
const time = async ({ command, args, env, cwd, succeeds = [0], before }: Candidate): Promise<number> => {
  await before?.()
  const began = performance.now()
  const { code, stderr } = await exec(command, args, {
    ...(env === undefined ? {} : { env }),
    ...(cwd === undefined ? {} : { cwd }),
  })
  const took = performance.now() - began
  if (!succeeds.includes(code)) throw new Error(`exit ${code}: ${stderr.trim().split('\n')[0] ?? ''}`)
  return took
}

export const measure = async ({ candidates, rounds }: Benchmark): Promise<Measurement[]> => {
  const entries = candidates.map((candidate) => ({ candidate, times: [] as number[], failure: '' }))
  // Round 0 fills caches and shows which commands work; it is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const entry of entries) {
      if (entry.failure !== '') continue
      try {
        const took = await time(entry.candidate)
        if (round > 0) entry.times.push(took)
      } catch (error) {
        entry.failure = error instanceof Error ? error.message : String(error)
      }
    }
  }
  return entries.map(({ candidate, times, failure }) =>
    failure === '' ? { candidate, times } : { candidate, times: [], failure },
  )
}
