import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type Hunk, hunks } from '../../../src/report/diff/unified.ts'

/** Applies hunks as patch(1) does: each where it says, and only over the lines it says. */
const patch = (lines: readonly string[], all: readonly Hunk[]): string[] => {
  const result: string[] = []
  let next = 0
  for (const { from, to, lines: own } of all) {
    result.push(...lines.slice(next, from - 1))
    next = from - 1
    expect(result.length).toBe(to - 1)
    for (const { sign, text } of own) {
      if (sign !== '+') expect(lines[next++]).toBe(text)
      if (sign !== '-') result.push(text)
    }
  }
  return [...result, ...lines.slice(next)]
}

const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 30 })

/** The length of the longest common subsequence, the slow and plain way. */
const common = (a: readonly string[], b: readonly string[]): number => {
  let row = new Array<number>(b.length + 1).fill(0)
  for (const x of a) {
    const next = [0]
    b.forEach((y, j) => next.push(x === y ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!)))
    row = next
  }
  return row[b.length]!
}

it('the hunks turn one text into the other, with as few lines as can be', () => {
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 3 }), (a, b, context) => {
      const result = hunks(a, b, context)
      expect(patch(a, result)).toEqual(b)
      const changed = result.flatMap(({ lines }) => lines).filter(({ sign }) => sign !== ' ').length
      expect(changed).toBe(a.length + b.length - 2 * common(a, b))
    }),
    { numRuns: 1000 },
  )
})

it('shows three lines around a change, and joins what is near', () => {
  const a = Array.from('abcdefghijklmnopqrst')
  const b = a.map((line) => (line === 'e' || line === 'h' || line === 's' ? line.toUpperCase() : line))
  const shown = hunks(a, b).map(({ from, to, lines }) => ({
    from,
    to,
    text: lines.map(({ text }) => text).join(''),
  }))
  expect(shown).toEqual([
    { from: 2, to: 2, text: 'bcdeEfghHijk' },
    { from: 16, to: 16, text: 'pqrsSt' },
  ])
})
