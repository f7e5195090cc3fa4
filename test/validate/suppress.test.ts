/** Which findings may be accepted, by whom, and what is said of a suppression that accepts nothing. */
import { describe, expect, it } from 'vitest'
import { parse } from '../../src/manifest/parse.ts'
import { suppressionsOf } from '../../src/operations/validate/suppressions.ts'
import type { WrittenSuppression } from '../../src/model/suppression.ts'
import type { Verdict } from '../../src/model/verdict.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import { brief, NAMESPACE } from './verdict-of.ts'

interface Given {
  readonly words?: readonly string[]
  readonly settings?: readonly WrittenSuppression[]
  readonly complete?: boolean
}

const verdict = async (
  files: Readonly<Record<string, string>>,
  { words = [], settings = [], complete = false }: Given = {},
): Promise<Verdict> =>
  validateDocuments(
    Object.entries(files).map(([file, text]) => parse(file, text)),
    {
      namespace: NAMESPACE,
      suppress: {
        suppressions: await suppressionsOf(settings, words),
        complete,
        absolute: (file) => `/repo/${file}`,
      },
    },
  )

const route = (annotation?: string, name = 'r'): string => `apiVersion: agentgateway.dev/v1alpha1
kind: AIRoute
metadata:
  name: ${name}
${annotation === undefined ? '' : `  annotations:\n    agentgw.dev/suppress: ${JSON.stringify(annotation)}\n`}spec:
  parentRefs: [{name: g, namespace: nowhere}]
  rules:
  - backendRefs: [{group: agentgateway.dev, kind: MCPBackend, name: nowhere}]
`
const WRONG = route().replace('rules:', 'rulez: []\n  rules:')
const TWICE = `${route()}---\n${route()}`

/** Only these codes, whatever other rules there are. */
const CODES = [
  'missing-backend',
  'unused-suppression',
  'bad-suppression',
  'duplicate-resource',
  'unknown-field',
]
const told = (result: Verdict): string[] =>
  brief({ ...result, findings: result.findings.filter(({ code }) => CODES.includes(code)) })
const accepted = ({ suppressed }: Verdict): string[] =>
  suppressed.map(
    ({ finding, suppression }) => `${finding.code} ${suppression.from} ${suppression.reason ?? '-'}`,
  )

const BACKEND = 'spec.rules[0].backendRefs[0].name'
const AT = 'metadata.annotations[agentgw.dev/suppress]'

describe('an annotation', () => {
  it('accepts findings about its own object, with a reason', async () => {
    const result = await verdict({
      'a.yaml': `${route('missing-backend: comes with: the chart')}---\n${route(undefined, 'other')}`,
    })
    expect(accepted(result)).toEqual(['missing-backend annotation comes with: the chart'])
    expect(told(result)).toEqual([`19:69 warning missing-backend ${BACKEND}`])
  })

  it('takes several codes, in a line and on lines of their own', async () => {
    const twice = route('duplicate-resource, missing-backend: both\n\n  unused-suppression: x\n')
    const result = await verdict({ 'a.yaml': `${route('missing-backend: first')}---\n${twice}` })
    expect(accepted(result)).toEqual([
      'missing-backend annotation first',
      'duplicate-resource annotation both',
      'missing-backend annotation both',
    ])
    expect(told(result)).toEqual([`17:27 warning unused-suppression ${AT}`])
  })

  it.each([
    ['missing-backend', `6:27 warning bad-suppression ${AT}`],
    ['missing-backend:', `6:27 warning bad-suppression ${AT}`],
    ['missing-backends: typo', `6:27 warning bad-suppression ${AT}`],
    ['usage: an error, no finding', `6:27 warning bad-suppression ${AT}`],
    ['', undefined],
  ])('%j accepts nothing', async (annotation, complaint) => {
    const result = await verdict({ 'a.yaml': route(annotation) })
    expect(result.suppressed).toEqual([])
    expect(told(result)).toEqual([
      ...(complaint === undefined ? [] : [complaint]),
      `10:69 warning missing-backend ${BACKEND}`,
    ])
  })

  it('names the code that was meant', async () => {
    const { findings } = await verdict({ 'a.yaml': route('missing-backends: typo') })
    expect(findings.find(({ code }) => code === 'bad-suppression')?.hint).toContain('"missing-backend"')
  })

  it('that is not needed any more is told', async () => {
    const result = await verdict({ 'a.yaml': route('duplicate-resource: there were two') })
    expect(told(result)[0]).toBe(`6:27 warning unused-suppression ${AT}`)
  })

  it('that is no text is a fault of the object, and accepts nothing', async () => {
    const result = await verdict({ 'a.yaml': route('x').replace('"x"', '[missing-backend]') })
    expect(result.findings.map(({ code }) => code)).toContain('wrong-type')
    expect(result.suppressed).toEqual([])
  })
})

describe('what the API server would refuse', () => {
  it('can not be accepted, by nobody', async () => {
    const annotated = WRONG.replace(
      '  name: r',
      '  name: r\n  annotations: {agentgw.dev/suppress: "unknown-field: no"}',
    )
    const byObject = await verdict({ 'a.yaml': annotated })
    expect(byObject.summary).toMatchObject({ invalid: 1 })
    expect(told(byObject).slice(0, 2)).toEqual([
      `5:39 warning bad-suppression ${AT}`,
      '8:3 error unknown-field spec.rulez',
    ])
    const byCommand = await verdict({ 'a.yaml': WRONG }, { words: ['unknown-field'] })
    expect(byCommand.findings.map(({ code }) => code)).toContain('unknown-field')
    expect(byCommand.findings[0]).toMatchObject({ code: 'bad-suppression' })
    expect(byCommand.suppressed).toEqual([])
  })

  it('is not what only looks wrong across objects: the object counts as valid then', async () => {
    expect((await verdict({ 'a.yaml': TWICE })).summary).toMatchObject({ valid: 1, invalid: 1 })
    const { summary, suppressed } = await verdict({ 'a.yaml': TWICE }, { words: ['duplicate-resource'] })
    expect(summary).toMatchObject({ valid: 2, invalid: 0 })
    expect(suppressed).toHaveLength(1)
  })
})

describe('the command line', () => {
  it.each([
    [['missing-backend'], true],
    [['missing-backend:AIRoute/r'], true],
    [['missing-backend:airoutes/r'], true],
    [['missing-backend:air/r'], true],
    [['missing-backend:airoute.agentgateway.dev/r'], true],
    [['missing-backend:AIRoute/other'], false],
    [['missing-backend:HTTPRoute/r'], false],
  ])('--suppress %j', async (words, isAccepted) => {
    const result = await verdict({ 'a.yaml': route() }, { words })
    expect(result.suppressed).toHaveLength(isAccepted ? 1 : 0)
    expect(result.findings.some(({ code }) => code === 'unused-suppression')).toBe(!isAccepted)
  })

  it('names the object of which nothing is found', async () => {
    const result = await verdict({ 'a.yaml': route() }, { words: ['missing-backend:AIRoute/other'] })
    const complaint = result.findings.find(({ code }) => code === 'unused-suppression')
    expect(complaint?.message).toContain('missing-backend of AIRoute/other is not found')
  })

  it.each([
    ['nonsense'],
    ['usage'],
    ['missing-backend:'],
    ['missing-backend:r'],
    ['missing-backend:a/b/c'],
    [''],
  ])('--suppress %j is wrong usage', async (word) => {
    await expect(suppressionsOf([], [word])).rejects.toMatchObject({ code: 'usage', exit: 2 })
  })
})

describe('agentgw.yaml', () => {
  const place = { file: '/repo/agentgw.yaml', line: 3, column: 5 }
  const written = (rest: Partial<WrittenSuppression>): readonly WrittenSuppression[] => [
    { code: 'missing-backend', reason: 'later', place, ...rest },
  ]

  it.each([
    [{}, true],
    [{ path: '/repo/a.yaml' }, true],
    [{ path: '/repo/sub' }, false],
    [{ path: '/wor' }, false],
    [{ object: { kind: 'AIRoute', name: 'r' } }, true],
    [{ object: { kind: 'AIRoute', name: 'r' }, path: '/repo/b.yaml' }, false],
  ])('%j', async (rest, isAccepted) => {
    const result = await verdict({ 'a.yaml': route() }, { settings: written(rest), complete: true })
    expect(accepted(result)).toEqual(isAccepted ? ['missing-backend settings later'] : [])
    if (!isAccepted)
      expect(result.findings[0]).toMatchObject({ code: 'unused-suppression', severity: 'warning', ...place })
  })

  it('takes a folder for all that is in it', async () => {
    const settings = written({ path: '/repo/sub' })
    expect((await verdict({ 'sub/a.yaml': route() }, { settings })).suppressed).toHaveLength(1)
    expect((await verdict({ 'subway/a.yaml': route() }, { settings })).suppressed).toHaveLength(0)
  })

  it('is not said to accept nothing where only a part was looked at', async () => {
    const elsewhere = written({ path: '/repo/b.yaml' })
    expect(told(await verdict({ 'a.yaml': route() }, { settings: elsewhere }))).toHaveLength(1)
    const object = { kind: 'AIRoute', name: 'r' }
    const settings = [{ code: 'duplicate-resource', reason: 'x', place, object }]
    expect(told(await verdict({ 'a.yaml': route() }, { settings }))[0]).toBe('3:5 warning unused-suppression')
  })

  it('with a code that does not exist is a mistake in the settings', async () => {
    await expect(suppressionsOf(written({ code: 'missing-backnd' }), [])).rejects.toMatchObject({
      code: 'bad-settings',
      exit: 2,
      message: expect.stringContaining('/repo/agentgw.yaml:3:5: ') as string,
      hint: expect.stringContaining('missing-backend') as string,
    })
  })
})
