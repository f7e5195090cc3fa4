/** `--wait`: waits for what was applied, and shows how it goes: a live table on a terminal, else a line per change. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Flags } from '@oclif/core'
import { usageError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import type { Waited } from '../../model/readiness.ts'
import { refKey, type ResourceRef } from '../../model/resource.ts'
import { LiveLines } from '../../report/apply/wait/live.ts'
import { waitLine } from '../../report/apply/wait/lines.ts'
import { waitTable } from '../../report/apply/wait/table.ts'
import { durationOf } from './duration.ts'

const DEFAULT = '5m'
/** Between two drawings of the table, ms. */
const FRAME = 200

export const waitFlags = {
  wait: Flags.boolean({
    description: 'then wait until controllers have accepted and programmed what was applied',
  }),
  timeout: Flags.string({
    description: `how long to wait, such as 30s or 10m; 0 looks once, a negative one waits without end (default: ${DEFAULT})`,
    helpValue: 'TIME',
    dependsOn: ['wait'],
  }),
}

/** In milliseconds; undefined where it is not to be waited. Throws `usage`. */
export const waitTimeout = (flags: {
  readonly wait: boolean
  readonly timeout?: string | undefined
  readonly 'dry-run': string
}): number | undefined => {
  if (!flags.wait) return undefined
  if (flags['dry-run'] !== 'none')
    throw usageError('--wait has nothing to wait for in a dry run', 'leave out --wait or --dry-run')
  const said = flags.timeout ?? DEFAULT
  const length = durationOf('timeout', said.replace(/^-/, ''), 'looks once')
  return said.startsWith('-') ? Infinity : length
}

export interface Progress {
  show(waited: Waited): void
  end(): void
}

const lines = (write: (text: string) => unknown): Progress => ({
  show: (waited) => void write(waitLine(waited)),
  end: () => undefined,
})

const table = (refs: readonly ResourceRef[], screen: NodeJS.WriteStream, now: () => number): Progress => {
  const start = now()
  const live = new LiveLines(screen)
  const shown = new Map<string, Waited>(
    refs.map((ref) => [refKey(ref), { ref, readiness: { is: 'pending', reason: 'not looked at yet' } }]),
  )
  const draw = (): void => {
    live.draw(waitTable([...shown.values()], now() - start, live.size))
  }
  const frames = setInterval(draw, FRAME)
  return {
    show: (waited) => void shown.set(refKey(waited.ref), waited),
    end: () => {
      clearInterval(frames)
      draw()
      live.end()
    },
  }
}

/** A table needs a terminal that can move its cursor, and a person before it. */
const isLive = ({ stdout, stderr, env }: NodeJS.Process): boolean =>
  stdout.isTTY && stderr.isTTY && env['TERM'] !== 'dumb' && !env['CI']

export interface WaitForOptions {
  readonly cluster: Cluster
  readonly timeout: number
  readonly signal: AbortSignal
  readonly failed: boolean
}

/** Each object as it was seen last; without `end` where the wait was interrupted. */
export const waitFor = async (refs: readonly ResourceRef[], options: WaitForOptions): Promise<Waited[]> => {
  if (refs.length === 0) return []
  const { untilReady } = await import('../../operations/wait/wait.ts')
  const now = (): number => performance.now()
  const clock = {
    now,
    sleep: (ms: number, signal?: AbortSignal) => sleep(ms, undefined, signal && { signal }),
  }
  const progress = isLive(process)
    ? table(refs, process.stderr, now)
    : lines((text) => process.stderr.write(text))
  // Before the note of the interruption is written, which would stand amid the table.
  options.signal.addEventListener('abort', () => {
    progress.end()
  })
  const last = new Map<string, Waited>()
  for await (const waited of untilReady(refs, { ...options, clock })) {
    last.set(refKey(waited.ref), waited)
    progress.show(waited)
  }
  if (!options.signal.aborted) progress.end()
  return refs.map(
    (ref) => last.get(refKey(ref)) ?? { ref, readiness: { is: 'pending', reason: 'not looked at' } },
  )
}
