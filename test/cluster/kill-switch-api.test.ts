/**
 * Revoke and restore disturbed, killed and raced: a fixed sample of what `npm run faults` goes through as a whole.
 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { ControlPlane } from '../controlplane/start.ts'
import { startInstalled } from '../faults/plane.ts'
import { ACTS, type Case, COMMANDS, SPANS } from '../faults/cases.ts'
import { faultsInLanes, killsInLanes } from '../faults/lanes.ts'
import { races } from '../faults/races.ts'

let plane: ControlPlane
beforeAll(async () => {
  plane = await startInstalled()
})
afterAll(() => plane.stop())

/** Every second request with one fault. */
it('whatever happens to a request, the report is true, nothing is lost, and the next run finishes', async () => {
  const faults = Object.keys(ACTS)
  const tally = await faultsInLanes(plane, 6, (clean) =>
    COMMANDS.flatMap((command) => clean[command].map((request, i) => ({ command, nth: i + 1, request })))
      .filter((_, i) => i % 2 === 0)
      .map((one, i): Case => ({ ...one, fault: faults[i % faults.length]!, span: SPANS[i % SPANS.length]! })),
  )
  expect(tally.failures).toEqual([])
  expect(tally.requests.revoke).toBeGreaterThan(10)
  expect(tally.requests.restore).toBeGreaterThan(10)
  // Some faults are got over, others are told.
  expect(tally.done).toBeGreaterThan(0)
  expect(tally.done).toBeLessThan(tally.cases)
}, 240_000)

it('killed at a request or a write, it leaves what the next run finishes or undoes', async () => {
  const tally = await killsInLanes(plane, 2, (_, index) => index % 23 === 3)
  expect(tally.failures).toEqual([])
  expect(tally.cases).toBeGreaterThan(10)
}, 120_000)

it.each([1, 2] as const)(
  'two revokes and a restore at once, on folders: %i',
  async (count) => {
    expect((await races(plane, 3, count)).failures).toEqual([])
  },
  120_000,
)
