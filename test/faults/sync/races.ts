/** Races between two people, one after another, and how they ended. */
import type { ControlPlane } from '../../controlplane/start.ts'
import { racesOf } from './race-rounds.ts'
import { Racers } from './racers.ts'

export interface SyncRaceTally {
  readonly rounds: number
  readonly refused: number
  readonly failures: readonly string[]
}

export const syncRaces = async (
  plane: ControlPlane,
  rounds: number,
  seed: number,
): Promise<SyncRaceTally> => {
  const failures: string[] = []
  let refused = 0
  let racers: Racers | undefined
  for (const [round, one] of racesOf(rounds, seed).entries()) {
    racers ??= await Racers.open(plane, `race-${seed}-${round}`)
    try {
      refused += await racers.race(one, round)
    } catch (error) {
      failures.push(`round ${round} of seed ${seed}: ${(error as Error).message}; ${JSON.stringify(one)}`)
      racers.close()
      racers = undefined
    }
  }
  racers?.close()
  return { rounds, refused, failures }
}
