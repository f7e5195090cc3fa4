import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { FileWatch } from '../../src/manifest/watch-files.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-watch-files-'))
})
afterEach(() => {
  rmSync(root, { recursive: true })
})

it('hears of each that comes into a folder, goes and comes back, without having to look', async () => {
  const NEVER = 3_600_000
  const paths = ['settings.yaml', 'one', 'two'].map((name) => join(root, name))
  const watch = await FileWatch.of(paths, 1, NEVER)
  let told = 0
  watch.start(() => {
    told++
    return Promise.resolve()
  })
  const hears = async (change: () => void): Promise<void> => {
    const before = told
    change()
    await expect.poll(() => told, { timeout: 10_000 }).toBeGreaterThan(before)
  }
  for (const name of ['one', 'two'])
    await hears(() => {
      mkdirSync(join(root, name))
      writeFileSync(join(root, name, 'a.yaml'), '')
    })
  await hears(() => {
    writeFileSync(join(root, 'settings.yaml'), 'name: a\n')
  })
  for (const [from, to] of [
    ['two', 'away'],
    ['away', 'two'],
  ] as const)
    await hears(() => {
      renameSync(join(root, from), join(root, to))
    })
  watch.close()
})
