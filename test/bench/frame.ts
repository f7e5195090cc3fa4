/**
 * Measures commands side by side: all of them in each round, one after the other, so that what disturbs the
 * machine disturbs them alike. A ratio is the median over the rounds of one command's time by the other's.
 */
import { type Command, type Run, run } from './run.ts'

interface Entrant {
  readonly name: string
  /** Takes so long that one run must do: not warmed up, and compared with the others' first round. */
  readonly once?: boolean
  /** Runs before each run, unmeasured: puts back what a run changes. */
  readonly before?: () => Promise<void>
}

export interface Candidate extends Entrant, Command {}

/** What is not the time of one command, and takes its time itself. */
export interface Probe extends Entrant {
  readonly measure: () => Promise<Run>
}

/** What is not to be exceeded (the design's section 8): a ratio to another's time, milliseconds, or megabytes. */
export type Target =
  | { readonly candidate: string; readonly against: string; readonly max: number }
  | { readonly candidate: string; readonly milliseconds: number }
  /** Milliseconds that no round may exceed. */
  | { readonly candidate: string; readonly worst: number }
  | { readonly candidate: string; readonly megabytes: number }

export interface Benchmark {
  readonly title: string
  readonly rounds: number
  readonly candidates: readonly (Candidate | Probe)[]
  /** The names of the candidates that each is compared with. */
  readonly peers: readonly string[]
  readonly targets: readonly Target[]
  /** What was not to be had, and what that means for the numbers. */
  readonly notes?: readonly string[]
  /** What the time is spent on, as lines; asked for after the measurements. */
  readonly breakdown?: () => Promise<readonly string[]>
  /** Stops what the benchmark started. */
  readonly close?: () => Promise<void>
}

export interface Measurement {
  readonly candidate: Candidate | Probe
  /** One for each round; none where the command does not work. */
  readonly runs: readonly Run[]
  /** Why it was not measured. */
  readonly failure?: string
}

export const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

export const times = ({ runs }: Measurement): number[] => runs.map(({ time }) => time)

/** The median of the peaks; undefined where the system does not tell. */
export const memory = ({ runs }: Measurement): number | undefined => {
  const peaks = runs.flatMap((one) => one.memory ?? [])
  return peaks.length === 0 ? undefined : median(peaks)
}

/** Undefined where one of the two was not measured. */
export const ratio = (of: Measurement, to: Measurement): number | undefined => {
  const rounds = Math.min(of.runs.length, to.runs.length)
  if (rounds === 0) return undefined
  return median(of.runs.slice(0, rounds).map(({ time }, round) => time / to.runs[round]!.time))
}

export const measure = async ({ candidates, rounds }: Benchmark): Promise<Measurement[]> => {
  const entries = candidates.map((candidate) => ({ candidate, runs: [] as Run[], failure: '' }))
  // Round 0 fills caches and shows which commands work; it is not counted.
  for (let round = 0; round <= rounds; round++) {
    for (const entry of entries) {
      if (entry.failure !== '' || (entry.candidate.once && round !== 1)) continue
      try {
        await entry.candidate.before?.()
        const one =
          'measure' in entry.candidate ? await entry.candidate.measure() : await run(entry.candidate)
        if (round > 0) entry.runs.push(one)
      } catch (error) {
        entry.failure = error instanceof Error ? error.message : String(error)
      }
    }
  }
  return entries.map(({ candidate, runs, failure }) =>
    failure === '' ? { candidate, runs } : { candidate, runs: [], failure },
  )
}
