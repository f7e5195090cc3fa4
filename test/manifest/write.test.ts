/** Writing files: whole or not at all, with the old file's mode, through links, with clear errors. */
import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { applyEdits } from '../../src/manifest/edit.ts'
import { removeDurably, writeDurably } from '../../src/manifest/write.ts'
import { isRoot, makeFolder } from './folder.ts'

const text = (...path: string[]): string => readFileSync(join(...path), 'utf8')
const modeOf = (path: string): number => statSync(path).mode & 0o7777

describe('writeDurably', () => {
  test('creates folders and the file, and leaves nothing else', async () => {
    const folder = makeFolder()
    await writeDurably(join(folder, 'a/b/c.yaml'), 'x: 1\n')
    expect(text(folder, 'a/b/c.yaml')).toBe('x: 1\n')
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['c.yaml'])
  })

  test('keeps the mode of the file, or sets the one asked for', async () => {
    const folder = makeFolder({ 'a.yaml': 'old' })
    chmodSync(join(folder, 'a.yaml'), 0o640)
    await writeDurably(join(folder, 'a.yaml'), 'new')
    expect(modeOf(join(folder, 'a.yaml'))).toBe(0o640)
    await writeDurably(join(folder, 'b.stash'), 'secret', { mode: 0o600 })
    expect(modeOf(join(folder, 'b.stash'))).toBe(0o600)
  })

  test('writes what a link leads to, also where that is not there yet', async () => {
    const folder = makeFolder({ 'real/a.yaml': 'old' })
    symlinkSync('real/a.yaml', join(folder, 'a.yaml'))
    symlinkSync('real/b.yaml', join(folder, 'b.yaml'))
    await writeDurably(join(folder, 'a.yaml'), 'new')
    await writeDurably(join(folder, 'b.yaml'), 'born')
    expect([text(folder, 'real/a.yaml'), text(folder, 'real/b.yaml')]).toEqual(['new', 'born'])
    expect(readlinkSync(join(folder, 'a.yaml'))).toBe('real/a.yaml')
  })

  test('sweeps up what an old crash left, and not what is being written', async () => {
    const [old, young] = ['.agentgw-0123456789ab.tmp', '.agentgw-ba9876543210.tmp']
    const folder = makeFolder({ [old]: 'half', [young]: 'half' })
    utimesSync(join(folder, old), 0, 0)
    await writeDurably(join(folder, 'a.yaml'), 'new')
    expect(readdirSync(folder).sort()).toEqual([young, 'a.yaml'].sort())
  })

  test.each([
    ['a path through a file', 'a.yaml/b.yaml'],
    ['a folder', 'folder'],
    ['a name that is too long', `${'n'.repeat(300)}.yaml`],
    ['a circle of links', 'circle'],
  ])('%s is an error that leaves nothing behind', async (_, path) => {
    const folder = makeFolder({ 'a.yaml': 'old', 'folder/keep.txt': '' })
    symlinkSync('circle', join(folder, 'circle'))
    await expect(writeDurably(join(folder, path), 'new')).rejects.toMatchObject({
      code: 'file-unwritable',
      exit: 3,
    })
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'circle', 'folder'])
    expect(text(folder, 'a.yaml')).toBe('old')
  })

  test.skipIf(isRoot)('a folder without the right to write is an error', async () => {
    const folder = makeFolder({ 'a.yaml': 'old' })
    chmodSync(folder, 0o555)
    await expect(writeDurably(join(folder, 'a.yaml'), 'new')).rejects.toMatchObject({
      code: 'file-unwritable',
    })
    chmodSync(folder, 0o755)
    expect(text(folder, 'a.yaml')).toBe('old')
  })

  test('a full disk is an error, and the old content stays', () => {
    const folder = makeFolder({ 'a.yaml': 'old' })
    // A limit on the size of files stands in for the disk: the kernel refuses the write half-way.
    const script = `
      import { writeDurably } from ${JSON.stringify(join(import.meta.dirname, '../../src/manifest/write.ts'))}
      process.on('SIGXFSZ', () => undefined)
      await writeDurably(process.argv[1], 'x'.repeat(1 << 20)).catch((error) => console.log(error.code))`
    const node = `ulimit -f 8; exec "${process.execPath}" --input-type=module -e "$0" "$1"`
    const run = spawnSync('/bin/bash', ['-c', node, script, join(folder, 'a.yaml')], { encoding: 'utf8' })
    expect(run.stdout).toBe('file-unwritable\n')
    expect(text(folder, 'a.yaml')).toBe('old')
    expect(readdirSync(folder)).toEqual(['a.yaml'])
  })

  test('a process killed at any moment leaves the old text or the new', () => {
    const [before, after] = ['old\n'.repeat(20_000), 'new\n'.repeat(20_000)]
    const folder = makeFolder({ 'a.yaml': before })
    const script = `
      import { writeDurably } from ${JSON.stringify(join(import.meta.dirname, '../../src/manifest/write.ts'))}
      for (;;) for (const text of ['new\\n', 'old\\n']) await writeDurably(process.argv[1], text.repeat(20_000))`
    for (let delay = 150; delay < 270; delay += 20) {
      const args = ['--input-type=module', '-e', script, join(folder, 'a.yaml')]
      spawnSync(process.execPath, args, { timeout: delay, killSignal: 'SIGKILL' })
      expect([before, after]).toContain(text(folder, 'a.yaml'))
    }
  })
})

test('removeDurably removes the file behind a link, and what is gone already is no error', async () => {
  const folder = makeFolder({ 'real/a.yaml': 'old' })
  symlinkSync('real/a.yaml', join(folder, 'a.yaml'))
  await removeDurably(join(folder, 'a.yaml'))
  await removeDurably(join(folder, 'a.yaml'))
  await removeDurably(join(folder, 'no/such/folder.yaml'))
  expect(readdirSync(join(folder, 'real'))).toEqual([])
  await writeDurably(join(folder, 'a.yaml'), 'old')
  expect(text(folder, 'real/a.yaml')).toBe('old')
})

describe('applyEdits', () => {
  test('writes, creates and removes', async () => {
    const folder = makeFolder({ 'a.yaml': 'a', 'b.yaml': 'b' })
    await applyEdits([
      { path: join(folder, 'a.yaml'), before: 'a', after: 'A' },
      { path: join(folder, 'b.yaml'), before: 'b', after: undefined },
      { path: join(folder, 'c.yaml'), before: undefined, after: 'C' },
    ])
    expect(readdirSync(folder).sort()).toEqual(['a.yaml', 'c.yaml'])
    expect([text(folder, 'a.yaml'), text(folder, 'c.yaml')]).toEqual(['A', 'C'])
  })

  test.each([
    ['changed', 'a.yaml', 'not this'],
    ['created', 'a.yaml', undefined],
    ['removed', 'gone.yaml', 'was here'],
  ])('a file that was %s meanwhile stops all edits', async (_, name, before) => {
    const folder = makeFolder({ 'a.yaml': 'a', 'first.yaml': '1' })
    const edits = [
      { path: join(folder, 'first.yaml'), before: '1', after: '2' },
      { path: join(folder, name), before, after: 'mine' },
    ]
    await expect(applyEdits(edits)).rejects.toMatchObject({ code: 'file-changed', exit: 3 })
    expect(text(folder, 'first.yaml')).toBe('1')
    expect(text(folder, 'a.yaml')).toBe('a')
  })

  test('done again does nothing', async () => {
    const folder = makeFolder({ 'a.yaml': 'a', 'b.yaml': 'b' })
    const edits = [
      { path: join(folder, 'a.yaml'), before: 'a', after: 'A' },
      { path: join(folder, 'b.yaml'), before: 'b', after: undefined },
    ]
    await applyEdits(edits)
    const { mtimeMs } = statSync(join(folder, 'a.yaml'))
    await applyEdits(edits)
    expect(statSync(join(folder, 'a.yaml')).mtimeMs).toBe(mtimeMs)
  })

  test('a path that can not be read is an error', async () => {
    const folder = makeFolder()
    mkdirSync(join(folder, 'a.yaml'))
    const edits = [{ path: join(folder, 'a.yaml'), before: 'a', after: 'A' }]
    await expect(applyEdits(edits)).rejects.toMatchObject({ code: 'file-unreadable' })
  })
})
