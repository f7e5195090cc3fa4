/** Where a CRD's expression becomes JavaScript's, both match the same; where it could take for ever, it does not. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toJavaScript } from '../../src/validate/compile/regexp.ts'
import { re2 } from '../../src/validate/runtime/re2.ts'

const PATTERNS = [
  '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$',
  '^$|^a.b$',
  'a|b$',
  '^([0-9]{1,5}(h|m|s|ms)){1,4}$',
  '^[^/\\\\\\s]+\\s',
  '\\s\\S\\w\\W\\d\\D',
  '[\\x00\\n\\r]',
  '^[]a-]+$',
  '[^]a-]',
  '[a\\-z.+*?(){}|^$/-]',
  '^(?:a|[%][0-9a-f]{2})+$',
  'a{2}b{1,}c{0,2}',
  '^\\.\\*\\-\\/\\~',
  'é|😀|[à-ü]',
]

/** Texts made of what the patterns speak of. */
const texts = fc
  .array(
    fc.constantFrom(
      'a',
      'b',
      'c',
      'z',
      '0',
      '9',
      '-',
      '.',
      '/',
      ' ',
      '\n',
      '\r',
      '\t',
      '\v',
      '\u00a0',
      '\u2028',
      '\u0000',
      '\\',
      '%',
      ']',
      '[',
      '^',
      '$',
      '_',
      'h',
      'm',
      's',
      'é',
      'ü',
      '😀',
      '\ud83d',
      '*',
      '+',
      '?',
      '(',
      ')',
      '{',
      '}',
      '|',
      '~',
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''))

describe('toJavaScript', () => {
  it.each(PATTERNS)('%s matches as RE2 does', (pattern) => {
    const portable = toJavaScript(pattern)
    expect(portable).toBeDefined()
    const [js, exact] = [new RegExp(portable!.js, 'u'), re2(pattern)]
    fc.assert(
      fc.property(texts, (text) => {
        // Half a surrogate pair is no character, and can not come out of a file.
        fc.pre(text.isWellFormed())
        expect(js.test(text)).toBe(exact.test(text))
      }),
      { numRuns: 500, seed: 1 },
    )
  })

  it.each(['^[!-~]+([\\t ]?[!-~]+)*$', '(a*)*', '(a+|b)+', '([a-z.]*\\.)*', '(.a*){5}'])(
    '%s could take exponential time',
    (pattern) => {
      expect(toJavaScript(pattern)).toBeUndefined()
      expect(re2(pattern).test(`${'a'.repeat(50_000)}\u0001`)).toBeTypeOf('boolean')
    },
  )

  it.each([
    '(?i)a',
    '\\pL',
    '[[:alpha:]]',
    '\\Qa\\E',
    '(?P<n>a)',
    'a**',
    '\\bA',
    'a{,2}',
    '\\z',
    '(',
    '[a',
    '\\x{41}',
  ])('%s is left to RE2', (pattern) => {
    expect(toJavaScript(pattern)).toBeUndefined()
  })

  it.each([
    ['^a*$', 1],
    ['a*', 2],
    ['^a*b*$', 2],
    ['^(a*|b)$', 1],
    ['^(\\.a*)*$', 2],
    ['a', 1],
    ['^a', 0],
  ])('%s grows with the power %i', (pattern, degree) => {
    expect(toJavaScript(pattern)?.degree).toBe(degree)
  })
})
