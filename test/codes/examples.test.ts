/** What the examples say is so: the wrong one has the finding, the right one has none. */
import { describe, expect, it } from 'vitest'
import type { Example } from '../../src/codes/entry.ts'
import { EXAMPLES } from '../../src/codes/examples/index.ts'
import { CODES } from '../../src/codes/index.ts'
import { verdictOf } from '../validate/verdict-of.ts'

/** What no manifest on paper can show. */
const WITHOUT: Readonly<Record<string, string>> = {
  'not-utf8': 'bytes that are no text',
  'yaml-control-character': 'a character that can not be seen',
  'yaml-too-large': 'longer than a page',
  'object-too-large': 'longer than a page',
  'link-not-followed': 'a link, not a text',
  'bad-format': 'only in kinds of CRDs',
  'bad-scale': 'only in kinds of CRDs',
  'no-alternative': 'only in kinds of CRDs',
  'rule-error': 'only in kinds of CRDs',
  'not-checked': 'only in kinds of CRDs',
  'mixed-policy-targets': 'the outline of the kind finds it first',
  'reserved-name': 'the outline of the kind finds it first',
  'revoked-resource': 'a record that stands beside the manifests',
  'no-schema': 'only with --strict-kinds',
}

const codesIn = async (text: string): Promise<string[]> =>
  (await verdictOf({ 'example.yaml': text })).findings.map(({ code }) => code)

describe('examples', () => {
  it.each(Object.entries<Example>(EXAMPLES))('of %s', async (code, { wrong, right }) => {
    expect(await codesIn(wrong)).toContain(code)
    expect(await codesIn(right)).toEqual([])
  })

  it('are there for every finding', () => {
    const expected = Object.entries(CODES)
      .filter(([, { is }]) => is === 'finding')
      .map(([code]) => code)
      .filter((code) => !(code in WITHOUT))
    expect(Object.keys(EXAMPLES)).toEqual(expect.arrayContaining(expected))
  })

  it('are none of errors, and none of what is said to have none', () => {
    for (const code of Object.keys(EXAMPLES)) {
      expect(CODES[code as keyof typeof CODES].is).toBe('finding')
      expect(WITHOUT).not.toHaveProperty(code)
    }
  })
})
