/**
 * Every rule across resources on files that trigger it (bad*.yaml) and that just miss it (good*.yaml), in
 * test/fixtures/rules/CODE/. A comment with a caret, `# ^ SEVERITY CODE`, is a finding at the caret's column of the
 * line above it, and there are no others. Comments at the head say what is known around the file, as
 * `# gateway: NAMESPACE/NAME` (of agentgw.yaml), `# revoked: GROUP/KIND/NAMESPACE/NAME` and `# no schemas`.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { CATALOG_SERVERS } from '../../src/operations/validate/surroundings.ts'
import { parse } from '../../src/manifest/parse.ts'
import { rules as CODES } from '../../src/codes/rules.ts'
import { builtInKinds, type Kinds } from '../../src/validate/kinds.ts'
import { RULES } from '../../src/validate/rules/index.ts'
import { validateDocuments } from '../../src/validate/validate.ts'
import type { Surroundings } from '../../src/validate/world/outside.ts'
import { NAMESPACE } from './verdict-of.ts'

const folder = join(import.meta.dirname, '../fixtures/rules')
const codes = readdirSync(folder)
const filesOf = (code: string): string[] => readdirSync(join(folder, code))

const head = (text: string, form: RegExp): string[] => {
  const comments = /^(#.*\n)*/.exec(text)?.[0] ?? ''
  return [...comments.matchAll(form)].map(([, told = '']) => told)
}

/** As `LINE:COLUMN SEVERITY CODE`; several carets may stand under one line. */
const expectedIn = (text: string): string[] => {
  let above = 0
  return text.split('\n').flatMap((line, i) => {
    const [, before, severity, code] = /^( *#? *)\^ (\w+) (\S+)$/.exec(line) ?? []
    if (before === undefined) above = i + 1
    return before === undefined ? [] : [`${above}:${before.length + 1} ${severity} ${code}`]
  })
}

const around = (text: string): Surroundings => {
  const [gateway] = head(text, /^# gateway: (.*)$/gm).map((told) => told.split('/'))
  const revoked = head(text, /^# revoked: (.*)$/gm).map(
    (key) => [key, { id: 'r1', reason: 'leaked', who: 'ann', when: '2026-11-01T10:00:00Z' }] as const,
  )
  return {
    ...(gateway === undefined ? {} : { gateway: { namespace: gateway[0] ?? '', name: gateway[1] ?? '' } }),
    revoked: new Map(revoked),
    servers: CATALOG_SERVERS,
  }
}

/** What a cluster has whose CRDs say less than those that are known here. */
const NO_SCHEMAS: Kinds = { ...builtInKinds, validator: () => Promise.resolve(undefined) }

const told = async (text: string): Promise<string[]> => {
  const { findings } = await validateDocuments([parse('a.yaml', text)], {
    namespace: NAMESPACE,
    around: around(text),
    ...(/^# no schemas$/m.test(text) ? { kinds: NO_SCHEMAS } : {}),
  })
  return findings
    .filter(({ stage }) => stage === 'rules')
    .map(({ line, column, severity, code }) => `${line}:${column} ${severity} ${code}`)
}

describe.each(codes)('%s', (code) => {
  it.each(filesOf(code))('%s', async (file) => {
    const text = readFileSync(join(folder, code, file), 'utf8')
    const expected = expectedIn(text)
    expect(await told(text)).toEqual(expected)
    expect(expected.some((line) => line.endsWith(` ${code}`))).toBe(file.startsWith('bad'))
  })
})

it('every code of a rule has files that trigger it and files that just miss it', () => {
  const all = RULES.flatMap((rule) => rule.codes)
  expect([...all].sort()).toEqual(Object.keys(CODES).sort())
  expect(new Set(all).size).toBe(all.length)
  for (const code of all) {
    expect(codes).toContain(code)
    const kinds = new Set(filesOf(code).map((file) => /^(bad|good)/.exec(file)?.[0]))
    expect([...kinds].sort(), code).toEqual(['bad', 'good'])
  }
})
