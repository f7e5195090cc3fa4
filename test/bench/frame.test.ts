import { describe, expect, it } from 'vitest'
import { type Benchmark, type Candidate, measure, median, ratio } from './frame.ts'
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
    expect([a!.times.length, b!.times.length]).toEqual([2, 2])
    expect(table(trial, [a!, b!])).toMatch(/target: b ≤ 1000 × a: [\d.]+ × \(met\)/)
  })

  it('does not time a failure, and says so', async () => {
    const trial = benchmark(node('a', '0'), node('b', 'console.error("no such thing"); process.exit(4)'))
    const [a, b] = await measure(trial)
    expect(b).toMatchObject({ times: [], failure: 'exit 4: no such thing' })
    expect(ratio(b!, a!)).toBeUndefined()
    const text = table(trial, [a!, b!])
    expect(text).toContain('not measured: b fails (exit 4: no such thing)')
    expect(text).toContain('target: b ≤ 1000 × a: not measured')
  })

  it('takes another exit code for success where it is one', async () => {
    const [, b] = await measure(benchmark(node('a', '0'), node('b', 'process.exit(1)', { succeeds: [1] })))
    expect(b!.times).toHaveLength(2)
  })

  it('does not go on with a command that can not be started', async () => {
    const [, b] = await measure(benchmark(node('a', '0'), node('b', '0', { command: '/nowhere/b' })))
    expect(b!.failure).toContain('ENOENT')
  })
})

describe('ratio', () => {
  const of = (...times: number[]) => ({ candidate: node('x', '0'), times })

  it('is the median of the ratios of each round', () => {
    expect(ratio(of(10, 100, 30), of(10, 50, 10))).toBe(2)
  })

  it('takes the middle of an even number', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5)
  })
})
