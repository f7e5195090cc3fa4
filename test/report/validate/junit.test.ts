import { DOMParser, type Element } from '@xmldom/xmldom'
import { describe, expect, it } from 'vitest'
import { BAD, HOSTILE, OTHER, reportOf, ROUTE } from './report-of.ts'

/** What readers of the format demand of each element: its attributes, and what may stand in it. */
const ELEMENTS: Readonly<
  Record<string, readonly [attributes: readonly string[], children: readonly string[]]>
> = {
  testsuites: [['name', 'tests', 'failures', 'errors', 'time'], ['testsuite']],
  testsuite: [['name', 'tests', 'failures', 'errors', 'skipped', 'time'], ['testcase']],
  testcase: [
    ['name', 'classname', 'time'],
    ['failure', 'skipped', 'system-out'],
  ],
  failure: [['type', 'message'], []],
  skipped: [['message'], []],
  'system-out': [[], []],
}

const elements = (parent: Element): Element[] =>
  [...parent.childNodes].filter((node): node is Element => node.nodeType === 1)

const check = (element: Element): void => {
  const [attributes, children] = ELEMENTS[element.tagName] ?? [[], []]
  expect(Object.keys(ELEMENTS)).toContain(element.tagName)
  for (const name of attributes) expect(element.getAttribute(name)).not.toBeNull()
  const inside = elements(element)
  for (const child of inside) {
    expect(children).toContain(child.tagName)
    check(child)
  }
  if (element.tagName === 'testcase')
    for (const once of ['failure', 'skipped', 'system-out'])
      expect(inside.filter(({ tagName }) => tagName === once).length).toBeLessThanOrEqual(1)
}

const parse = (xml: string): Element => {
  const root = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(`${level}: ${message}`)
    },
  }).parseFromString(xml, 'text/xml').documentElement
  if (root === null) throw new Error('no root')
  return root
}

const junit = async (
  files: Readonly<Record<string, string>>,
  options: Parameters<typeof reportOf>[2] = {},
): Promise<Element> => {
  const xml = await reportOf('junit', files, options)
  expect(xml).not.toMatch(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/)
  const root = parse(xml)
  check(root)
  return root
}

const counts = (element: Element | undefined): Record<string, number> =>
  Object.fromEntries(
    ['tests', 'failures', 'skipped'].map((name) => [name, Number(element?.getAttribute(name))]),
  )

const cases = (root: Element): string[][] =>
  elements(root).flatMap((suite) =>
    elements(suite).map((one) => [
      suite.getAttribute('name') ?? '',
      one.getAttribute('name') ?? '',
      ...elements(one).map(({ tagName }) => tagName),
    ]),
  )

it('the parser refuses what is no XML', () => {
  expect(() => parse('<a><b></a>')).toThrow()
  expect(() => parse('<a b="<"/>')).toThrow()
})

describe('JUnit', () => {
  it('has a case for each object, and one for a file that can not be read', async () => {
    const root = await junit({ 'a.yaml': `${BAD}---\n${ROUTE}---\n${OTHER}`, 'b.yaml': 'a: [', '-': OTHER })
    expect(cases(root)).toEqual([
      ['a.yaml', 'mcpbackend/filesystem -n agentgateway-system', 'failure'],
      ['a.yaml', 'airoute/files -n agentgateway-system', 'system-out'],
      ['a.yaml', 'configmap/settings -n agentgateway-system', 'skipped'],
      ['stdin', 'configmap/settings -n agentgateway-system', 'failure'],
      ['b.yaml', 'the file itself', 'failure'],
    ])
    expect(counts(root)).toEqual({ tests: 5, failures: 3, skipped: 1 })
    expect(counts(elements(root)[0])).toEqual({ tests: 3, failures: 1, skipped: 1 })
  })

  it('fails for what the run fails for', async () => {
    const root = await junit({ 'a.yaml': ROUTE }, { fails: () => true })
    expect(counts(root)).toEqual({ tests: 1, failures: 1, skipped: 0 })
  })

  it('names the place of a failure', async () => {
    const [failure] = elements(elements(elements(await junit({ 'a.yaml': BAD }))[0]!)[0]!)
    expect(failure?.getAttribute('type')).toBe('unknown-field')
    expect(failure?.textContent).toMatch(/^a\.yaml:7:7: error: spec\.mcp\.stdio\.comand: /)
  })

  it('has no suite where there is no object', async () => {
    expect(counts(await junit({}))).toEqual({ tests: 0, failures: 0, skipped: 0 })
  })

  it('takes texts of any characters', async () => {
    const root = await junit({ 'a&<".yaml': ROUTE.replace('"nowhere"', JSON.stringify(HOSTILE)) })
    expect(elements(root)[0]?.getAttribute('name')).toBe('a&<".yaml')
    expect(root.textContent).toContain(HOSTILE.replaceAll(/[\u0001\u001b]/g, '\ufffd').split('\n')[0])
  })
})
