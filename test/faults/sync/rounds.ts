/** Lives many random histories through, some at a time, and keeps what failed. */
import type { ControlPlane } from '../../controlplane/start.ts'
import { histories } from './history.ts'
import { Life } from './live.ts'
import { emptyTally, type Tally } from './tally.ts'
import { World } from './world.ts'

const AT_ONCE = 3

export interface RoundsTally extends Tally {
  readonly rounds: number
  readonly failures: readonly string[]
}

/** `only`: of these rounds the one. */
export const liveThrough = async (
  plane: ControlPlane,
  rounds: number,
  seed: number,
  only?: number,
): Promise<RoundsTally> => {
  const failures: string[] = []
  const tally = emptyTally()
  const waiting = [...histories(rounds, seed).entries()].filter(([i]) => only === undefined || i === only)
  const lane = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [i, history] = next
      const world = await World.open(plane, `s${seed}-${i}`)
      try {
        await new Life(world, tally, i % 5 === 0).live(history)
      } catch (error) {
        const why = error instanceof Error ? (error.stack ?? error.message) : String(error)
        failures.push(`round ${i} of seed ${seed}: ${why}\n${JSON.stringify(history)}`)
      } finally {
        world.close()
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return { ...tally, rounds, failures }
}
