/** How long what is waited for, on a clock that stands still but when the wait sleeps; statuses come by the clock. */
import { describe, expect, it } from 'vitest'
import { ClusterError } from '../../src/model/cluster-error.ts'
import type { Cluster, KindRef } from '../../src/model/cluster.ts'
import { API_VERSION } from '../../src/model/kinds.ts'
import { type Resource, refOf } from '../../src/model/resource.ts'
import { untilReady, type WaitOptions } from '../../src/operations/wait/wait.ts'

const PARTLY = ['Accepted', 'True', 'PartiallyValid'] as const
const PENDING = ['Accepted', 'Unknown', 'Pending'] as const
const READY = ['Accepted', 'True', 'Accepted'] as const
const INVALID = ['Accepted', 'False', 'Invalid'] as const

/** What stands in the status from the second on. */
type Script = readonly (readonly [second: number, said: readonly [string, string, string]])[]

const backend = (name: string): Resource => ({
  apiVersion: API_VERSION,
  kind: 'AgentgatewayBackend',
  metadata: { name, namespace: 'n', generation: 1 },
})

const run = async (
  scripts: Readonly<Record<string, Script>>,
  options: Partial<WaitOptions> = {},
  others: (kind: KindRef, now: number) => Resource[] | undefined = () => undefined,
): Promise<{ told: string[]; lists: number }> => {
  let now = 0
  let lists = 0
  const parts: Partial<Cluster> = {
    list: (kind) => {
      lists++
      const other = others(kind, now)
      if (other !== undefined) return Promise.resolve(other)
      if (kind.kind !== 'AgentgatewayBackend') return Promise.resolve([])
      return Promise.resolve(
        Object.entries(scripts).map(([name, script]) => {
          const last = script.findLast(([second]) => second * 1000 <= now)?.[1]
          const [type, status, reason] = last ?? []
          return { ...backend(name), status: last && { conditions: [{ type, status, reason }] } }
        }),
      )
    },
  }
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      now += ms
      return Promise.resolve()
    },
  }
  const told: string[] = []
  const refs = Object.keys(scripts).map((name) => refOf(backend(name)))
  for await (const { ref, readiness, end } of untilReady(refs, {
    cluster: parts as Cluster,
    clock,
    timeout: 300_000,
    ...options,
  }))
    told.push(`${Math.floor(now / 1000)} ${ref.name} ${readiness.is}${end === undefined ? '' : ` ${end}`}`)
  return { told, lists }
}

describe('what is waited for', () => {
  it('is told as it changes, and ends when it is ready', async () => {
    const { told } = await run({
      a: [
        [1, PENDING],
        [60, READY],
      ],
    })
    expect(told.map((line) => line.replace(/^\d+ /, ''))).toEqual(['a silent', 'a pending', 'a ready ready'])
    expect(Number(told.at(-1)?.split(' ')[0])).toBeLessThanOrEqual(65)
  })

  it('what is refused ends at once', async () => {
    expect((await run({ a: [[0, INVALID]] })).told).toEqual(['0 a refused not-accepted'])
  })

  it('a reason that may pass has ten seconds', async () => {
    expect(
      (
        await run({
          a: [
            [0, PARTLY],
            [7, READY],
          ],
        })
      ).told.at(-1),
    ).toMatch(/a ready ready$/)
    const { told } = await run({ a: [[0, PARTLY]] })
    expect(told.at(-1)).toMatch(/^1[0-5] a hindered not-accepted$/)
  })

  it('where one fails, the others have ten seconds more, and no more', async () => {
    const { told } = await run({
      a: [[0, INVALID]],
      b: [
        [0, PENDING],
        [5, READY],
      ],
      c: [
        [0, PENDING],
        [60, READY],
      ],
    })
    expect(told.filter((line) => / (ready|not-accepted|given-up)$/.test(line))).toEqual([
      '0 a refused not-accepted',
      expect.stringMatching(/^[5-9] b ready ready$/),
      '10 c pending given-up',
    ])
    expect((await run({ c: [[0, PENDING]] }, { failed: true })).told.at(-1)).toBe('10 c pending given-up')
  })

  it('without an answer it is no controller after ten seconds, unless there is one', async () => {
    expect((await run({ a: [] })).told.at(-1)).toMatch(/^1[0-5] a silent no-controller$/)
    const answered = await run({ a: [], b: [[0, READY]] })
    expect(answered.told.at(-1)).toBe('300 a silent wait-timeout')
    const { told } = await run({ a: [] }, {}, ({ kind }) =>
      kind === 'GatewayClass'
        ? [
            {
              apiVersion: 'gateway.networking.k8s.io/v1',
              kind,
              metadata: { name: 'agentgateway' },
              spec: { controllerName: 'agentgateway.dev/agentgateway' },
              status: { conditions: [{ type: 'Accepted', status: 'True', reason: 'Accepted' }] },
            },
          ]
        : undefined,
    )
    expect(told.at(-1)).toBe('300 a silent wait-timeout')
  })

  it('a controller that may not be looked for is taken to be there', async () => {
    const { told } = await run({ a: [] }, {}, ({ kind }) => {
      if (kind !== 'GatewayClass') return undefined
      throw new ClusterError('forbidden', 403, 'no')
    })
    expect(told.at(-1)).toBe('300 a silent wait-timeout')
  })

  it('takes a bounded number of looks', async () => {
    const { told, lists } = await run({ a: [[0, PENDING]] })
    expect(told.at(-1)).toBe('300 a pending wait-timeout')
    expect(lists).toBeLessThan(80)
  })

  it('with no time it looks once', async () => {
    expect(await run({ a: [[0, PENDING]] }, { timeout: 0 })).toEqual({
      told: ['0 a pending', '0 a pending wait-timeout'],
      lists: 1,
    })
    expect(await run({ a: [[0, READY]] }, { timeout: 0 })).toEqual({ told: ['0 a ready ready'], lists: 1 })
  })

  it('a failure to look may pass, and a refusal ends the wait', async () => {
    const failing = (until: number) => (_: KindRef, now: number) => {
      if (now < until) throw new ClusterError('cluster-unreachable', 0, 'gone')
      return undefined
    }
    expect((await run({ a: [[0, READY]] }, {}, failing(20_000))).told).toEqual([
      expect.stringMatching(/^2\d a ready ready$/),
    ])
    expect((await run({ a: [[0, READY]] }, {}, failing(Infinity))).told).toEqual([
      '300 a pending wait-timeout',
    ])
    const { told } = await run({ a: [[0, READY]] }, {}, () => {
      throw new ClusterError('forbidden', 403, 'no')
    })
    expect(told).toEqual(['0 a pending unseen'])
  })

  it('ends where it is interrupted', async () => {
    expect((await run({ a: [[0, READY]] }, { signal: AbortSignal.abort() })).told).toEqual([])
  })
})
