/** From the paths that a user names to parsed files. */
import { mkdirSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { Readable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { discover } from '../../src/manifest/discover.ts'
import { readFolder, readPaths } from '../../src/manifest/read.ts'
import { openFolders, openWorkspace } from '../../src/manifest/settings.ts'
import { makeFolder } from './folder.ts'

const stdin = Readable.from([])
const names = async (root: string, ...paths: string[]): Promise<string[]> =>
  (await discover(paths.map((path) => join(root, path)))).files.map((file) => relative(root, file))

describe('discover', () => {
  test('takes .yaml, .yml and .json in all folders, sorted, without hidden ones', async () => {
    const root = makeFolder({
      'b.yaml': '',
      'a/z.yml': '',
      'a/y.json': '',
      'a.txt': '',
      '.git/c.yaml': '',
      '.agentgw/d.yaml': '',
      'node_modules/e.yaml': '',
      '.hidden.yaml': '',
      'agentgw.yaml': '',
      'a/kustomization.yaml': '',
    })
    expect(await names(root, '.')).toEqual(['a/y.json', 'a/z.yml', 'b.yaml'])
  })

  test('takes a named file whatever its name, and none twice', async () => {
    const root = makeFolder({ 'a.yaml': '', 'b.txt': '', '.git/c.yaml': '' })
    expect(await names(root, 'b.txt', 'a.yaml', '.', './a.yaml', '.git/c.yaml')).toEqual([
      'b.txt',
      'a.yaml',
      '.git/c.yaml',
    ])
  })

  test('a missing path is an error', async () => {
    await expect(discover(['/nowhere/at/all.yaml'])).rejects.toMatchObject({ code: 'no-such-file', exit: 3 })
  })

  test('a path through a file is an error', async () => {
    const root = makeFolder({ 'a.yaml': '' })
    await expect(discover([join(root, 'a.yaml/b')])).rejects.toMatchObject({
      code: 'file-unreadable',
      exit: 3,
    })
  })

  test('a link out of the folder, or nowhere, is a finding', async () => {
    const root = makeFolder({ 'in/a.yaml': '', 'out/b.yaml': '' })
    symlinkSync('../out/b.yaml', join(root, 'in/b.yaml'))
    symlinkSync('../out', join(root, 'in/folder'))
    symlinkSync('gone.yaml', join(root, 'in/gone.yaml'))
    symlinkSync('gone.txt', join(root, 'in/gone.txt'))
    const { files, findings } = await discover([join(root, 'in')])
    expect(files.map((file) => relative(root, file))).toEqual(['in/a.yaml'])
    expect(findings.map(({ code, severity, file }) => [code, severity, relative(root, file ?? '')])).toEqual([
      ['link-not-followed', 'error', 'in/b.yaml'],
      ['link-not-followed', 'error', 'in/folder'],
      ['link-not-followed', 'error', 'in/gone.yaml'],
    ])
  })

  test('links inside the folder are followed once, and loops end', async () => {
    const root = makeFolder({ 'real/a.yaml': '', '..data/b.yaml': '' })
    symlinkSync('real/a.yaml', join(root, 'again.yaml'))
    symlinkSync('..data/b.yaml', join(root, 'b.yaml'))
    symlinkSync('..', join(root, 'real/loop'))
    expect(await discover([root])).toMatchObject({ findings: [] })
    expect(await names(root, '.')).toEqual(['b.yaml', 'real/a.yaml'])
  })

  test('a link that is named itself is followed', async () => {
    const root = makeFolder({ 'real/a.yaml': '' })
    symlinkSync('real', join(root, 'link'))
    expect(await names(root, 'link')).toEqual(['link/a.yaml'])
  })
})

describe('readPaths', () => {
  test('reads files and standard input, and gathers what they hold', async () => {
    const root = makeFolder({ 'a.yaml': 'a: 1\na: 2\n' })
    const read = await readPaths([join(root, 'a.yaml'), '-'], {
      stdin: Readable.from([Buffer.from('b: '), Buffer.from('1\n')]),
    })
    expect(read.documents.map(({ value }) => value)).toEqual([{ a: 2 }, { b: 1 }])
    expect(read.files.map(({ file }) => file)).toEqual([join(root, 'a.yaml'), '-'])
    expect(read.findings.map(({ code }) => code)).toEqual(['duplicate-key'])
  })

  test('bytes that are not UTF-8 are a finding with their place', async () => {
    const root = makeFolder({
      'b.yaml': Buffer.concat([Buffer.from('a: \uFFFD\nb: '), Buffer.from([0xe9]), Buffer.from('\n')]),
      'c.yaml': Buffer.from('\uFEFFa: 1\n', 'utf16le'),
    })
    const { findings, documents } = await readPaths([join(root, 'b.yaml'), join(root, 'c.yaml')], { stdin })
    expect(documents).toEqual([])
    expect(findings).toMatchObject([
      { code: 'not-utf8', line: 2, column: 4 },
      { code: 'not-utf8', line: 1, column: 1 },
    ])
    expect(findings[1]?.message).toContain('UTF-16')
  })

  test('a character that spans two chunks of standard input is whole', async () => {
    const bytes = Buffer.from('a: é\n')
    const { documents } = await readPaths(['-'], {
      stdin: Readable.from([bytes.subarray(0, 4), bytes.subarray(4)]),
    })
    expect(documents[0]?.value).toEqual({ a: 'é' })
  })
})

describe('readFolder', () => {
  test('reads the manifests of the workspace, and nothing beside them', async () => {
    const root = makeFolder({ 'agentgw.yaml': '', 'manifests/a.yaml': 'a: 1\n', 'examples/b.yaml': 'b: 1\n' })
    const { files, documents } = await readFolder(await openWorkspace({ cwd: root }))
    expect(files.map(({ file }) => file)).toEqual([join(root, 'manifests/a.yaml')])
    expect(documents).toHaveLength(1)
  })

  test('reads a file once that lies in two of several folders', async () => {
    const root = makeFolder({ 'agentgw.yaml': '', 'all/a.yaml': 'a: 1\n', 'all/team/b.yaml': 'b: 1\n' })
    symlinkSync('all/team', join(root, 'link'))
    const read = async (...dirs: string[]): Promise<string[]> =>
      (await readFolder(await openFolders({ cwd: root, dirs }))).files.map(({ file }) => file)
    const [a, b] = [join(root, 'all/a.yaml'), join(root, 'all/team/b.yaml')]
    expect(await read('all', 'all/team')).toEqual([a, b])
    expect(await read('all/team', 'link', 'all')).toEqual([b, a])
    await expect(read('all', 'gone')).rejects.toMatchObject({ code: 'no-folder' })
  })

  test('a folder that is not there is an error', async () => {
    const workspace = await openWorkspace({ cwd: makeFolder() })
    await expect(readFolder(workspace)).rejects.toMatchObject({ code: 'no-folder', exit: 3 })
    mkdirSync(workspace.folder)
    expect((await readFolder(workspace)).files).toEqual([])
  })
})
