/** The tables of codes are put together by name, where a second entry of one name would hide the first. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { CODES } from '../../src/codes/index.ts'

const FOLDER = join(import.meta.dirname, '../../src/codes')
const NO_TABLES = ['docs.ts', 'entry.ts', 'index.ts']

it('each code stands in one table', async () => {
  const codes: string[] = []
  for (const name of readdirSync(FOLDER)) {
    if (!name.endsWith('.ts') || NO_TABLES.includes(name)) continue
    const tables = (await import(join(FOLDER, name))) as Record<string, object>
    codes.push(...Object.values(tables).flatMap((table) => Object.keys(table)))
  }
  expect(codes.toSorted()).toEqual(Object.keys(CODES).toSorted())
})
