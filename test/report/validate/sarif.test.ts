/** SARIF, held to the schema that its authors publish. */
import { createRequire } from 'node:module'
import ajvDraft04 from 'ajv-draft-04'
import ajvFormats from 'ajv-formats'
import { describe, expect, it } from 'vitest'
import { BAD, HOSTILE, OTHER, reportOf, ROUTE } from './report-of.ts'

const require = createRequire(import.meta.url)
const schema = require('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json') as object
// One of its patterns is a regular expression only to who reads it without the flag `u`.
const ajv = new ajvDraft04.default({ allErrors: true, strict: false, unicodeRegExp: false })
ajvFormats.default(ajv)
const conforms = ajv.compile(schema)

interface Location {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string; readonly uriBaseId?: string }
    readonly region?: Readonly<Record<string, number>>
  }
  readonly logicalLocations?: readonly { readonly fullyQualifiedName: string }[]
}
interface Result {
  readonly ruleId: string
  readonly ruleIndex: number
  readonly level: string
  readonly locations: readonly Location[]
  readonly partialFingerprints: Readonly<Record<string, string>>
  readonly suppressions?: readonly object[]
}
interface Run {
  readonly tool: { readonly driver: { readonly rules: readonly Readonly<Record<string, unknown>>[] } }
  readonly results: readonly Result[]
}

const sarif = async (files: Readonly<Record<string, string>>): Promise<Run> => {
  const log = JSON.parse(await reportOf('sarif', files)) as { runs: Run[] }
  conforms(log)
  expect(conforms.errors).toBeNull()
  return log.runs[0]!
}

it('the schema refuses what is no SARIF', () => {
  expect(conforms({ version: '2.1.0', runs: [{ tool: { driver: {} } }] })).toBe(false)
})

describe('SARIF', () => {
  it('has a list of results where there is nothing to tell', async () => {
    expect((await sarif({})).results).toEqual([])
    expect((await sarif({ 'a.yaml': OTHER })).results).toEqual([])
  })

  it('names the place, its end, the object and the field', async () => {
    const { results } = await sarif({ 'a.yaml': BAD, 'b.yaml': ROUTE })
    expect(
      results.map(({ ruleId, level, locations: [at] }) => [
        ruleId,
        level,
        at?.physicalLocation.artifactLocation,
        at?.physicalLocation.region,
        at?.logicalLocations?.[0]?.fullyQualifiedName,
      ]),
    ).toEqual([
      [
        'unknown-field',
        'error',
        { uri: 'a.yaml', uriBaseId: 'SRCROOT' },
        { startLine: 7, startColumn: 7, endLine: 7, endColumn: 13 },
        'agentgateway.dev/MCPBackend/agentgateway-system/filesystem#spec.mcp.stdio.comand',
      ],
      [
        'missing-backend',
        'warning',
        { uri: 'b.yaml', uriBaseId: 'SRCROOT' },
        { startLine: 7, startColumn: 69, endLine: 7, endColumn: 78 },
        'agentgateway.dev/AIRoute/agentgateway-system/files#spec.rules[0].backendRefs[0].name',
      ],
    ])
  })

  it('has the rules that were broken, with help', async () => {
    const { tool, results } = await sarif({ 'a.yaml': BAD, 'b.yaml': ROUTE })
    const { rules } = tool.driver
    expect(rules.map(({ id }) => id)).toEqual(['missing-backend', 'unknown-field'])
    for (const { ruleId, ruleIndex } of results) expect(rules[ruleIndex]?.['id']).toBe(ruleId)
    for (const { id, helpUri } of rules) expect(URL.parse(helpUri as string)?.hash).toBe(`#${id as string}`)
  })

  it.each([
    ['a b%ü#?.yaml', 'a%20b%25%C3%BC%23%3F.yaml'],
    ['deep/er/a.yaml', 'deep/er/a.yaml'],
    ['./a.yaml', 'a.yaml'],
    ['/no-repository/a.yaml', 'a.yaml'],
    ['/elsewhere/a b.yaml', 'file:///elsewhere/a%20b.yaml'],
    ['-', 'stdin'],
  ])('names the file %s as %s', async (file, uri) => {
    const { results } = await sarif({ [file]: BAD })
    expect(results[0]?.locations[0]?.physicalLocation.artifactLocation.uri).toBe(uri)
  })

  it('knows a finding again after lines were added above it, and tells equal ones apart', async () => {
    const prints = async (text: string): Promise<unknown[]> =>
      (await sarif({ 'a.yaml': text })).results.map(({ partialFingerprints }) => partialFingerprints)
    const twice = `${BAD}---\n${BAD}`
    const before = await prints(twice)
    expect(new Set(before.map((print) => JSON.stringify(print))).size).toBe(before.length)
    expect(await prints(`# one\n# two\n${twice.replace('---', '---\n# three')}`)).toEqual(before)
    expect(await prints(BAD.replace('comand', 'cmmand'))).not.toEqual(await prints(BAD))
  })

  it('takes texts of any characters, and a place in the middle of them', async () => {
    const { results } = await sarif({ 'a.yaml': ROUTE.replace('"nowhere"', JSON.stringify(HOSTILE)) })
    expect(results.map(({ ruleId }) => ruleId)).toContain('missing-backend')
    const wide = await sarif({
      'b.yaml': BAD.replace('{name: filesystem}', '{name: a, annotations: {"x\u{1F600}": 1}}'),
    })
    expect(wide.results[0]?.locations[0]?.physicalLocation.region).toMatchObject({
      startColumn: 41,
      endColumn: 42,
    })
  })

  it('marks the whole of a text of several lines', async () => {
    const block = BAD.replace('comand: npx', 'cmd: npx\n      args: |\n        one\n        two')
    const { results } = await sarif({ 'a.yaml': block })
    expect(results[0]?.locations[0]?.physicalLocation.region).toEqual({
      startLine: 8,
      startColumn: 13,
      endLine: 10,
      endColumn: 12,
    })
  })

  it('says of each result whether it is suppressed, where one is', async () => {
    const annotated = ROUTE.replace(
      '{name: files}',
      '{name: files, annotations: {agentgw.dev/suppress: "missing-backend: later"}}',
    )
    const { results } = await sarif({ 'a.yaml': annotated, 'b.yaml': ROUTE.replace('files', 'other') })
    const told = results.filter(({ ruleId }) => ruleId === 'missing-backend')
    expect(told.map(({ suppressions }) => suppressions)).toEqual([
      [],
      [{ kind: 'inSource', status: 'accepted', justification: 'later' }],
    ])
    expect((await sarif({ 'b.yaml': ROUTE })).results[0]).not.toHaveProperty('suppressions')
  })
})
