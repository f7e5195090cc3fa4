/** The parts of `npm run faults` that are about a folder and a cluster in sync. */
import { startForSync } from './plane.ts'
import { liveThrough } from './rounds.ts'

export const SYNC_PARTS = ['sync'] as const

export interface SyncOptions {
  readonly wanted: (part: (typeof SYNC_PARTS)[number]) => boolean
  readonly rounds: number
  readonly seed: number
  readonly tell: (part: string, what: string, failures: readonly string[]) => void
}

export const runSyncParts = async ({ wanted, rounds, seed, tell }: SyncOptions): Promise<void> => {
  if (!SYNC_PARTS.some(wanted)) return
  const plane = await startForSync()
  try {
    if (wanted('sync')) {
      const { failures, ...tally } = await liveThrough(plane, rounds, seed)
      const { applies, deeds, theirs, refused, pruned } = tally
      const what = `${rounds} histories of seed ${seed}: ${applies} applies, ${deeds} deeds of others, of which ${theirs} had to be left alone; ${refused} objects refused, ${pruned} pruned`
      tell('sync', what, failures)
    }
  } finally {
    await plane.stop()
  }
}
