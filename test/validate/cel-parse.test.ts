/** What no parser takes, and what would bring one to its knees. */
import { describe, expect, it } from 'vitest'
import { uses } from '../../src/validate/cel/ast.ts'
import { parse } from '../../src/validate/cel/parse.ts'

describe('what is no CEL', () => {
  it.each([
    ['', 0],
    ['a +', 3],
    ['a b', 2],
    ['(a', 2],
    ['a[1', 3],
    ['"a', 0],
    ["'\\q'", 0],
    ['a ? b', 5],
    ['a.1', 1],
    ['[1 2]', 3],
    ['{1}', 2],
    ['@a', 0],
    ['1 @in 2', 2],
    ['namespace', 0],
    ['9223372036854775808', 0],
    ['18446744073709551616u', 0],
    ['has(a)', 3],
    ['a.all(b.c, true)', 5],
    ['a.exists(i, i, true)', 8],
    ['`a`', 0],
    ['f()()', 3],
    ["b'\\u0041'", 0],
    ["'\\ud800'", 0],
  ])('%s', (text, at) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ at }))
  })
})

describe('what is large', () => {
  const many = (count: number, term: string, operator: string): string =>
    Array.from({ length: count }, () => term).join(operator)

  it.each([
    ['brackets', '('.repeat(5000) + '1' + ')'.repeat(5000)],
    ['lists', '['.repeat(5000)],
    ['choices', many(3000, 'a ? b : ', '') + 'c'],
    ['sums', many(30_000, '1', '+')],
    ['fields', `a${'.b'.repeat(30_000)}`],
    ['macros that repeat what they are called on', `a${'.optMap(x, x)'.repeat(60)}`],
    ['the text', `"${'x'.repeat(100_000)}"`],
  ])('%s: is refused at once', (_what, text) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ at: expect.any(Number) as number }))
  })

  it('conditions may be many', () => {
    expect(uses(parse(many(5000, 'a', ' && ')), 'a')).toBe(true)
    expect(uses(parse(many(5000, '!a', ' || ')), 'b')).toBe(false)
  })
})
