/** The parts of `npm run faults` that are about a folder and a cluster in sync. */
import { SPANS } from '../cases.ts'
import { syncKillsInLanes } from './kills.ts'
import { startForSync } from './plane.ts'
import { pullKillsInLanes } from './pull-kills.ts'
import { syncRaces } from './races.ts'
import { ACTS, type RequestCase, requestsInLanes } from './requests.ts'
import { liveThrough } from './rounds.ts'

export const SYNC_PARTS = ['sync', 'sync-requests', 'sync-kills', 'sync-races', 'pull-kills'] as const

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
    if (wanted('sync-requests')) {
      const { cases, done, requests, failures } = await requestsInLanes(plane, 6, (clean) =>
        clean.flatMap((request, i) =>
          Object.keys(ACTS).flatMap((fault) =>
            SPANS.map((span): RequestCase => ({ nth: i + 1, request, fault, span })),
          ),
        ),
      )
      const what = `apply makes ${requests} requests; ${cases} faults, of which ${done} were got over`
      tell('sync-requests', what, failures)
    }
    if (wanted('sync-kills')) {
      const { cases, failures } = await syncKillsInLanes(plane, 2, () => true)
      tell('sync-kills', `killed at ${cases} points`, failures)
    }
    if (wanted('pull-kills')) {
      const { cases, failures } = await pullKillsInLanes(plane, 2, () => true)
      tell('pull-kills', `killed at ${cases} points`, failures)
    }
    if (wanted('sync-races')) {
      const { refused, failures } = await syncRaces(plane, rounds, seed)
      tell('sync-races', `${rounds} rounds of seed ${seed}, ${refused} objects refused`, failures)
    }
  } finally {
    await plane.stop()
  }
}
