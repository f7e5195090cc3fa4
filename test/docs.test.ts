/** What the documentation says about the code is held to the code. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { errorsPage, versionsPage } from '../scripts/docs.ts'
import { CODES } from '../src/codes/index.ts'
import { rules } from '../src/codes/rules.ts'
import { EXIT } from '../src/errors.ts'

const root = join(import.meta.dirname, '..')
const read = (file: string): string => readFileSync(join(root, file), 'utf8')
const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.startsWith('codes/') && !file.includes('generated'))
  .map((file) => read(join('src', file)))
  .join('\n')

describe('docs/versions.md', () => {
  it('is what npm run docs writes', () => {
    expect(read('docs/versions.md')).toBe(versionsPage())
  })
})

describe('docs/errors.md', () => {
  it('is what the table of codes says (npm run docs)', () => {
    expect(read('docs/errors.md')).toBe(errorsPage())
  })

  it.each(Object.keys(CODES))('%s is a code that something can raise', (code) => {
    expect(new RegExp(`['"\`]${code}['"\`]`).test(sources)).toBe(true)
  })
})

describe('docs/rules.md', () => {
  it('has a row for every rule, and no others', () => {
    const rows = [...read('docs/rules.md').matchAll(/^\| (`.*?) \|/gm)].flatMap(([, codes = '']) =>
      [...codes.matchAll(/`([^`]+)`/g)].map(([, code]) => code),
    )
    expect(rows.sort()).toEqual(Object.keys(rules).sort())
  })
})

describe('docs/exit-codes.md', () => {
  it('lists the exit codes, and no others', () => {
    const listed = [...read('docs/exit-codes.md').matchAll(/^\| (\d+) \|/gm)].map(([, code]) => Number(code))
    expect(listed).toEqual(Object.values(EXIT).sort((a, b) => a - b))
  })
})

describe('every page', () => {
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .map((file) => join('docs', file)),
  ]

  it.each(pages)('%s links to files that are there', (page) => {
    for (const [, target = ''] of read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)) {
      if (/^[a-z]+:/.test(target)) continue
      expect(() => readFileSync(join(root, page, '..', target))).not.toThrow()
    }
  })
})
