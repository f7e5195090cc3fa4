import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Lines } from '../../src/model/lines.ts'

test('however a stream is cut into chunks, the lines are the same', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('ä', 'x', '\n', '€', '"') }),
      fc.array(fc.nat(5)),
      (text, cuts) => {
        const bytes = Buffer.from(text)
        const lines = new Lines(1000)
        const seen: string[] = []
        let from = 0
        for (const size of [...cuts, bytes.length]) {
          seen.push(...lines.push(bytes.subarray(from, from + size)))
          from = Math.min(bytes.length, from + size)
        }
        expect([...seen, lines.rest()]).toEqual(text.split('\n'))
      },
    ),
  )
})

test('a line that is too long is an error, and the next one is fine', () => {
  const lines = new Lines(10)
  lines.push(Buffer.from('12345678'))
  expect(() => lines.push(Buffer.from('90abc'))).toThrow(RangeError)
  expect(lines.push(Buffer.from('ok\r\n'))).toEqual(['ok'])
})
