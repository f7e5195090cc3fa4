/** A folder as a commit has it: its files, its settings, and nothing of what lies there now. */
import { readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readRevision, type Revision } from '../../../src/manifest/git/revision.ts'
import { openFolders } from '../../../src/manifest/settings.ts'
import { Repository } from '../../setup/repository.ts'

let repository: Repository
beforeEach(async () => {
  repository = await new Repository().init()
})
afterEach(() => {
  repository.end()
})

const at = async (ref: string, ...dirs: string[]): Promise<Revision> =>
  readRevision({ ref, workspace: await openFolders({ cwd: repository.root, dirs }) })
const texts = ({ manifests }: Revision): Record<string, string> =>
  Object.fromEntries(manifests.files.map(({ file, text }) => [file.slice(repository.root.length + 1), text]))

it('reads the files of the commit, by the settings of the commit', async () => {
  repository.write('agentgw.yaml', 'name: then\nmanifests: old\n')
  repository.write('old/a.yaml', 'a: 1\n')
  repository.write('old/sub/b.json', '{"b": 1}\n')
  repository.write('old/kustomization.yaml', 'no: manifest\n')
  repository.write('old/.hidden/c.yaml', 'c: 1\n')
  repository.write('new/c.yaml', 'c: 1\n')
  await repository.commit()
  repository.write('agentgw.yaml', 'name: now\nmanifests: new\n')
  repository.write('old/a.yaml', 'a: 2\n')
  repository.remove('old/sub/b.json')
  const then = await at('HEAD')
  expect(texts(then)).toEqual({ 'old/a.yaml': 'a: 1\n', 'old/sub/b.json': '{"b": 1}\n' })
  expect(then.manifests.documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 1 }])
  expect(then.workspace).toMatchObject({
    settings: { name: 'then' },
    folders: [join(repository.root, 'old')],
  })
  // The working tree is as it was.
  expect(readFileSync(join(repository.root, 'old/a.yaml'), 'utf8')).toBe('a: 2\n')
  expect((await repository.git('status', '--porcelain')).split('\n').filter(Boolean)).toHaveLength(3)
})

it('reads the folders that are named, in any commit that can be named', async () => {
  repository.write('agentgw.yaml', '{}\n')
  repository.write('a/x.yaml', 'x: 1\n')
  repository.write('b/y.yaml', 'y: 1\n')
  await repository.commit()
  await repository.git('tag', 'v1')
  repository.write('a/x.yaml', 'x: 2\n')
  await repository.commit()
  expect(texts(await at('v1', 'b', 'a'))).toEqual({ 'a/x.yaml': 'x: 1\n', 'b/y.yaml': 'y: 1\n' })
  expect(texts(await at('HEAD', 'a'))).toEqual({ 'a/x.yaml': 'x: 2\n' })
  expect(texts(await at('HEAD~1', 'a'))).toEqual({ 'a/x.yaml': 'x: 1\n' })
})

it('follows no links out of the folder, and reads what lies in it once', async () => {
  repository.write('agentgw.yaml', '{}\n')
  repository.write('manifests/a.yaml', 'a: 1\n')
  repository.write('outside.yaml', 'o: 1\n')
  symlinkSync('a.yaml', join(repository.root, 'manifests/link.yaml'))
  symlinkSync('../outside.yaml', join(repository.root, 'manifests/out.yaml'))
  await repository.commit()
  const { manifests } = await at('HEAD')
  expect(manifests.documents).toHaveLength(1)
  expect(manifests.findings).toMatchObject([
    { code: 'link-not-followed', file: join(repository.root, 'manifests/out.yaml') },
  ])
})

it('says what is not to be had', async () => {
  repository.write('README.md', '')
  await repository.commit()
  await repository.git('tag', 'empty')
  repository.write('agentgw.yaml', '{}\n')
  repository.write('manifests/a.yaml', 'a: 1\n')
  await expect(at('empty')).rejects.toMatchObject({ code: 'no-folder', exit: 3 })
  await expect(at('nosuchcommit')).rejects.toMatchObject({ code: 'unknown-ref', exit: 2 })
  await expect(at('--all')).rejects.toMatchObject({ code: 'usage', exit: 2 })
  await repository.commit()
  await expect(at('HEAD', 'nosuchfolder')).rejects.toMatchObject({ code: 'no-folder' })
  repository.write('agentgw.yaml', 'manifests: ..\n')
  await repository.commit()
  repository.write('agentgw.yaml', '{}\n')
  await expect(at('HEAD')).rejects.toMatchObject({ code: 'bad-settings', exit: 2 })
})
