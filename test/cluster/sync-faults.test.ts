/**
 * Apply with prune, disturbed, killed and raced: a fixed sample of what `npm run faults -- sync-requests sync-kills
 * sync-races` goes through. AGENTGW_SLOW=1 also waits for a reply for longer than the time limit.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ControlPlane } from '../controlplane/start.ts'
import { SPANS } from '../faults/cases.ts'
import { syncKillsInLanes } from '../faults/sync/kills.ts'
import { startForSync } from '../faults/sync/plane.ts'
import { pullKillsInLanes } from '../faults/sync/pull-kills.ts'
import { syncRaces } from '../faults/sync/races.ts'
import { renewing } from '../faults/sync/renewing.ts'
import { ACTS, type RequestCase, requestsInLanes } from '../faults/sync/requests.ts'
import { SyncScene } from '../faults/sync/scene.ts'

let plane: ControlPlane
beforeAll(async () => {
  plane = await startForSync()
})
afterAll(() => plane.stop())

it('whatever happens to a request, the report is true, nothing is done twice, and the next run finishes', async () => {
  const faults = Object.keys(ACTS)
  const tally = await requestsInLanes(plane, 4, (clean) =>
    clean.flatMap((request, i): RequestCase[] => {
      const one = { nth: i + 1, request }
      const some = { ...one, fault: faults[i % faults.length]!, span: SPANS[i % SPANS.length]! }
      // What writes is disturbed more than once.
      const more = {
        ...one,
        fault: faults[(i * 7 + 3) % faults.length]!,
        span: SPANS[(i + 1) % SPANS.length]!,
      }
      return request.method === 'GET' ? [some] : [some, more]
    }),
  )
  expect(tally.failures).toEqual([])
  expect(tally.requests).toBeGreaterThan(20)
  // Some faults are got over, others are told.
  expect(tally.done).toBeGreaterThan(0)
  expect(tally.done).toBeLessThan(tally.cases)
}, 240_000)

it('killed at a request or a write, it leaves no file half written, and the next run finishes', async () => {
  const tally = await syncKillsInLanes(plane, 2, (_, index) => index % 13 === 4)
  expect(tally.failures).toEqual([])
  expect(tally.cases).toBeGreaterThan(10)
}, 240_000)

it('a pull that is killed leaves no document half written, and the next run finishes', async () => {
  const tally = await pullKillsInLanes(plane, 2, (_, index) => index % 13 === 4)
  expect(tally.failures).toEqual([])
  expect(tally.cases).toBeGreaterThan(5)
}, 240_000)

it('two who apply at the same moment: each change stands, or its author is told', async () => {
  const { failures, refused } = await syncRaces(plane, 8, 20261127)
  expect(failures).toEqual([])
  expect(refused).toBeGreaterThan(0)
}, 240_000)

describe('with a scene of its own', () => {
  let scene: SyncScene
  beforeAll(async () => {
    scene = await SyncScene.open(plane)
  })
  afterAll(() => scene.close())

  it('a credential that expires midway is fetched anew, once, wherever it is', async () => {
    await scene.begin()
    scene.proxy.rules()
    await scene.apply()
    const requests = scene.proxy.seen.length
    const directory = mkdtempSync(join(tmpdir(), 'agentgw-renewing-'))
    for (let nth = 1; nth <= requests; nth += 3) {
      await scene.begin()
      const plugin = renewing(scene.proxy.kubeconfig, directory)
      scene.proxy.rules({ nth, andLater: true, token: 'token-2', act: { do: 'reply', status: 401 } })
      const outcome = await scene.apply({ kubeconfig: plugin.kubeconfig })
      expect(
        'error' in outcome ? outcome.error : outcome.applied.flatMap(({ error }) => error ?? []),
      ).toEqual([])
      expect([nth, plugin.asked()]).toEqual([nth, 2])
      await scene.finish([...scene.proxy.written])
    }
    rmSync(directory, { recursive: true })
  })

  // Longer than the time limit of a request, which is 30 s.
  it.runIf(process.env['AGENTGW_SLOW'])(
    'a reply that comes too late is told as such, and what it was of is not done twice',
    async () => {
      const before = await scene.begin()
      const act = { do: 'delay', ms: 31_000, when: 'after' } as const
      scene.proxy.rules({ method: 'PATCH', path: /mcpbackends.changed/, nth: 1, act })
      const outcome = await scene.apply()
      expect('error' in outcome ? [] : outcome.applied.flatMap(({ error }) => error?.code ?? [])).toEqual([
        'cluster-timeout',
      ])
      const written = [...scene.proxy.written]
      expect(await scene.untrue(outcome, before)).toEqual([])
      await scene.finish(written)
    },
    120_000,
  )
})
