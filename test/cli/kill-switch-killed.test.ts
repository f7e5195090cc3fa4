/** The built program killed while it works on generated folders: a fixed sample of what `npm run faults -- files` kills. */
import { expect, it } from 'vitest'
import { folders } from '../faults/folders.ts'
import { killEverywhere } from '../faults/killed.ts'

it('killed at a write, it loses nothing, and the next run finishes or undoes', async () => {
  const tally = await killEverywhere(folders(3, 4711), 2, (_, index) => index % 5 === 2)
  expect(tally.failures).toEqual([])
  expect(tally.points).toBeGreaterThan(20)
}, 120_000)
