/** Two verdicts side by side. */
import { describe, expect, it } from 'vitest'
import type { Finding } from '../../src/model/finding.ts'
import { compareWith } from '../../src/validate/baseline.ts'
import { backend, verdictOf } from './verdict-of.ts'

const BAD = backend('  mcp: {stdio: {cmd: npx, agrs: []}}\n')
const OTHER = backend('  mcp: {stdio: {comand: npx}}\n', 'other')
const TWICE = `${backend('  mcp: {stdio: {cmd: npx}}\n')}---\n${backend('  mcp: {stdio: {cmd: npx}}\n')}`

const compare = async (
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
  isLookedAt: (finding: Finding) => boolean = () => true,
) => {
  const verdict = await verdictOf(after)
  // Through JSON, as a file has it.
  const baseline = JSON.parse(JSON.stringify((await verdictOf(before)).findings)) as Finding[]
  const { introduced, fixed } = compareWith(verdict, baseline, isLookedAt)
  const brief = ({ code, resource }: Finding): string => `${code} ${resource?.name ?? '-'}`
  return {
    introduced: [...introduced].map(brief),
    unchanged: verdict.findings.filter((finding) => !introduced.has(finding)).map(brief),
    fixed: fixed.map(brief),
  }
}

describe('with a baseline', () => {
  it('each finding is introduced or unchanged, and what is gone is fixed', async () => {
    expect(await compare({ 'a.yaml': BAD, 'c.yaml': TWICE }, { 'a.yaml': BAD, 'b.yaml': OTHER })).toEqual({
      introduced: ['unknown-field other'],
      unchanged: ['unknown-field filesystem'],
      fixed: expect.arrayContaining(['duplicate-resource filesystem']) as string[],
    })
  })

  it.each([
    ['lines above', `# one\n# two\n${BAD}`, 'a.yaml'],
    ['a document above', `${backend('  mcp: {stdio: {cmd: npx}}\n', 'first')}---\n${BAD}`, 'a.yaml'],
    ['another file', BAD, 'sub/b.yaml'],
    [
      'another form',
      BAD.replace('{stdio: {cmd: npx, agrs: []}}', '\n    stdio:\n      cmd: npx\n      agrs: []'),
      'a.yaml',
    ],
  ])('a finding is the same with %s', async (_, text, file) => {
    expect(await compare({ 'a.yaml': BAD }, { [file]: text })).toEqual({
      introduced: [],
      unchanged: ['unknown-field filesystem'],
      fixed: [],
    })
  })

  it('a message that names a line is the same after that line moved', async () => {
    const { introduced, fixed } = await compare({ 'a.yaml': TWICE }, { 'a.yaml': `# one\n${TWICE}` })
    expect({ introduced, fixed }).toEqual({ introduced: [], fixed: [] })
  })

  it('of equal findings as many are unchanged as there were', async () => {
    const unreadable = 'a: &x [\n---\na: &x [\n'
    const once = await compare({ 'a.yaml': 'a: &x [\n' }, { 'a.yaml': unreadable })
    expect([once.introduced.length, once.unchanged.length, once.fixed.length]).toEqual([1, 1, 0])
    const less = await compare({ 'a.yaml': unreadable }, { 'a.yaml': 'a: &x [\n' })
    expect([less.introduced.length, less.unchanged.length, less.fixed.length]).toEqual([0, 1, 1])
  })

  it.each([
    ['another field', BAD.replace('agrs', 'argz')],
    ['another object', BAD.replace('filesystem', 'files')],
  ])('%s is another finding', async (_, text) => {
    const { introduced, fixed } = await compare({ 'a.yaml': BAD }, { 'a.yaml': text })
    expect([introduced.length, fixed.length]).toEqual([1, 1])
  })

  it('what was not looked at is not fixed', async () => {
    const { fixed } = await compare({ 'a.yaml': BAD, 'b.yaml': OTHER }, {}, ({ file }) => file === 'b.yaml')
    expect(fixed).toEqual(['unknown-field other'])
  })

  it('what is accepted now is not fixed', async () => {
    const { findings } = await verdictOf({ 'a.yaml': TWICE })
    const accepted = findings.map((finding) => ({
      finding,
      suppression: { code: finding.code, from: 'settings' as const },
    }))
    const { fixed } = compareWith({ findings: [], suppressed: accepted }, findings, () => true)
    expect(fixed).toEqual([])
  })
})
