/** Which functions a version of Kubernetes has. */
import { describe, expect, it } from 'vitest'
import { minorVersion, newerThanKnown } from '../../src/operations/validate/minor-version.ts'
import { NEWEST } from '../../src/validate/newest.ts'
import { compileCrd } from '../../src/validate/compile/module.ts'
import { readCrd } from '../../src/validate/compile/schema.ts'
import { crd } from './kinds-of.ts'

const isChecked = (rule: string, version: number): boolean => {
  const schema = {
    type: 'object' as const,
    properties: {
      s: { type: 'string' as const },
      l: { type: 'array' as const, items: { type: 'integer' as const } },
    },
    'x-kubernetes-validations': [{ rule }],
  }
  const { body } = compileCrd(readCrd(crd(schema))![0]!, version)
  const [, why = ''] = /unknownRule\(trace, \w+, (".*")\)/.exec(body) ?? []
  if (why !== '') expect(why).toContain(`which came with Kubernetes 1.`)
  return why === ''
}

describe('a rule is checked from the version on that has what it uses', () => {
  it.each([
    ["quantity(self.s).isGreaterThan(quantity('1'))", 28],
    ["self.?s.orValue('') == ''", 28],
    ['self.l[?0].hasValue()', 28],
    ['[?self.?s].size() == 1', 28],
    ["{?'a': self.?s}.size() == 1", 28],
    ['self.?s.optMap(s, s.size()).orValue(0) == 0', 28],
    ['self.l.all(x, x < 1.5)', 28],
    ["'%s'.format([self.s]) == ''", 29],
    ['sets.contains(self.l, [1])', 29],
    ['ip(self.s).family() == 4 || isIP(self.s)', 30],
    ["cidr('10.0.0.0/8').containsIP(self.s)", 30],
    ['format.dns1123Label().validate(self.s).hasValue()', 31],
    ['self.l.all(i, x, x > i)', 32],
    ['self.l.transformMap(i, x, x).size() == 1', 32],
    ['isSemver(self.s)', 33],
    ['self.l.sort() == self.l', 34],
    ['self.l.sortBy(x, -x) == self.l', 34],
  ])('%s: 1.%i', (rule, since) => {
    expect([since - 1, since, NEWEST + 1].map((version) => isChecked(rule, version))).toEqual([
      false,
      true,
      true,
    ])
  })

  it('and what CEL always had in the oldest', () => {
    expect(
      isChecked(
        "isURL(self.s) && self.s.find('a') == '' && self.l.sum() == 1 && self.s.split(',').join() == ''",
        25,
      ),
    ).toBe(true)
  })
})

describe('--kubernetes-version', () => {
  it.each([
    ['1.31', 31],
    ['v1.30.2', 30],
    ['1.33.1-eks-abc', 33],
    [undefined, undefined],
  ])('%s', (text, minor) => {
    expect(minorVersion(text)).toBe(minor)
  })

  it.each(['31', '1', 'latest', '2.1', '', '1.20'])('%j is none', (text) => {
    expect(() => minorVersion(text)).toThrow(expect.objectContaining({ code: 'usage' }))
  })

  it('says where it is newer than what is known', () => {
    expect(newerThanKnown(undefined)).toEqual([])
    expect(newerThanKnown(34)).toEqual([])
    expect(newerThanKnown(99)).toEqual([expect.stringMatching(/1\.99 is newer than 1\.\d\d,/)])
  })
})
