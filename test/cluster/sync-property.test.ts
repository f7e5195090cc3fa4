/**
 * Random folders, random edits of others, random prune: nobody's change is overwritten without force, what never was
 * the folder's is never touched, and after an apply nothing differs, for us and for a real kubectl. A sample of what
 * `npm run faults -- sync --rounds 500` lives through.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlPlane } from '../controlplane/start.ts'
import { startForSync } from '../faults/sync/plane.ts'
import { liveThrough } from '../faults/sync/rounds.ts'

const SEED = Number(process.env['AGENTGW_TEST_SEED'] ?? 20261127)
const ROUNDS = 10

let plane: ControlPlane
beforeAll(async () => {
  plane = await startForSync()
})
afterAll(() => plane.stop())

it(`holds in ${ROUNDS} random histories of seed ${SEED}`, async () => {
  const { failures, ...tally } = await liveThrough(plane, ROUNDS, SEED)
  expect(failures).toEqual([])
  // Fewer would mean that the histories have nothing in them.
  expect(tally.applies).toBeGreaterThan(ROUNDS * 3)
  expect(tally.theirs).toBeGreaterThan(ROUNDS)
  expect(tally.refused).toBeGreaterThan(ROUNDS / 2)
  expect(tally.pruned).toBeGreaterThan(0)
}, 240_000)
