import { describe, expect, it } from 'vitest'
import { parseSelector } from '../../src/plan/label-selector.ts'

describe('parseSelector', () => {
  const labels = { team: 'platform', tier: 'dev', 'example.com/x': '', size: '10' }

  it.each([
    ['team=platform', true],
    ['team == platform, tier!=prod', true],
    ['team=other', false],
    ['missing!=x', true],
    ['tier in (dev, test)', true],
    ['tier notin (dev)', false],
    ['missing notin (dev)', true],
    ['example.com/x', true],
    ['example.com/x=', true],
    ['!missing,team', true],
    ['! team', false],
    ['size>9, size < 11', true],
    ['size>10', false],
    ['team>1', false],
    ['missing<1', false],
    ['tier in (dev),team in (a,b)', false],
  ])('%s', (text, expected) => {
    expect(parseSelector(text)(labels)).toBe(expected)
  })

  it.each(['', 'a=b=c', '===', 'a>b', 'a in dev', 'a,,b', '=x', 'a in (b', 'a=-'])(
    '%j is a usage error',
    (text) => {
      expect(() => parseSelector(text)).toThrow(expect.objectContaining({ code: 'usage' }))
    },
  )
})
