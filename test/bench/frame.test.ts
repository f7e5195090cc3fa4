import { describe, expect, it } from 'vitest'
import { type Benchmark, type Candidate, measure, median, memory, ratio } from './frame.ts'
import { table } from './table.ts'

const node = (name: string, code: string, rest: Partial<Candidate> = {}): Candidate => ({
  name,
  command: process.execPath,
  args: ['-e', code],
  ...rest,
})

const benchmark = (...candidates: readonly Candidate[]): Benchmark => ({
  title: 'trial',
  rounds: 2,
  candidates,
  peers: [candidates[0]!.name],
  targets: [{ candidate: candidates[1]!.name, against: candidates[0]!.name, max: 1000 }],
})

describe('measure', () => {
  it('times every command in every round', async () => {
    const order: string[] = []
    const noted = (name: string): Candidate =>
      node(name, '0', { before: () => Promise.resolve(void order.push(name)) })
    const trial = benchmark(noted('a'), noted('b'))
    const [a, b] = await measure(trial)
    // One round more than is counted, to fill caches.
    expect(order).toEqual(['a', 'b', 'a', 'b', 'a', 'b'])
    expect([a!.runs.length, b!.runs.length]).toEqual([2, 2])
    expect(table(trial, [a!, b!])).toMatch(/target: b ≤ 1000 × a: [\d.]+ × \(met\)/)
  })

  it('does not time a failure, and says so', async () => {
    const trial = benchmark(node('a', '0'), node('b', 'console.error("no such thing"); process.exit(4)'))
    const [a, b] = await measure(trial)
    expect(b).toMatchObject({ runs: [], failure: 'exit 4: no such thing' })
    expect(ratio(b!, a!)).toBeUndefined()
    const text = table(trial, [a!, b!])
    expect(text).toContain('not measured: b fails (exit 4: no such thing)')
    expect(text).toContain('target: b ≤ 1000 × a: not measured')
  })

  it('takes another exit code for success where it is one', async () => {
    const [, b] = await measure(benchmark(node('a', '0'), node('b', 'process.exit(1)', { succeeds: [1] })))
    expect(b!.runs).toHaveLength(2)
  })

  it('judges the worst round of what takes its time itself', async () => {
    const rounds = [9, 1, 5]
    const probe = { name: 'b', measure: () => Promise.resolve({ time: rounds.shift()!, memory: undefined }) }
    const trial: Benchmark = {
      ...benchmark(node('a', '0'), node('b', '0')),
      candidates: [node('a', '0'), probe],
      targets: [4, 5].map((worst) => ({ candidate: 'b', worst })),
    }
    const text = table(trial, await measure(trial))
    expect(text).toContain('target: b worst ≤ 4 ms: 5 ms (MISSED)')
    expect(text).toContain('target: b worst ≤ 5 ms: 5 ms (met)')
  })

  it('runs once what takes too long, and compares it with the first round', async () => {
    const trial = benchmark(node('a', '0'), node('b', '0', { once: true }))
    const [a, b] = await measure(trial)
    expect(b!.runs).toHaveLength(1)
    expect(ratio(b!, a!)).toBe(b!.runs[0]!.time / a!.runs[0]!.time)
  })

  it.runIf(process.platform === 'linux')('sees the most memory a command had, and judges it', async () => {
    const held = node('b', 'const held = Buffer.alloc(200 << 20, 1); setTimeout(() => held, 50)')
    const trial: Benchmark = {
      ...benchmark(node('a', 'setTimeout(() => 0, 50)'), held),
      targets: [
        { candidate: 'a', megabytes: 200 },
        { candidate: 'b', megabytes: 200 },
      ],
    }
    const [a, b] = await measure(trial)
    expect(memory(b!)! - memory(a!)!).toBeGreaterThan(190)
    expect(table(trial, [a!, b!])).toMatch(/target: a ≤ 200 MB: \d+ MB \(met\)/)
    expect(table(trial, [a!, b!])).toMatch(/target: b ≤ 200 MB: \d+ MB \(MISSED\)/)
  })

  it('does not go on with a command that can not be started', async () => {
    const [, b] = await measure(benchmark(node('a', '0'), node('b', '0', { command: '/nowhere/b' })))
    expect(b!.failure).toContain('ENOENT')
  })
})

describe('ratio', () => {
  const of = (...times: number[]) => ({
    candidate: node('x', '0'),
    runs: times.map((time) => ({ time, memory: undefined })),
  })

  it('is the median of the ratios of each round', () => {
    expect(ratio(of(10, 100, 30), of(10, 50, 10))).toBe(2)
  })

  it('takes the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
