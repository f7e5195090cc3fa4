/** The folder's part of the kill switch, on real files. */
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { beforeEach, describe, expect, it } from 'vitest'
import { openFolders, openWorkspace } from '../../src/manifest/settings.ts'
import { stringify } from '../../src/manifest/stringify.ts'
import { prepareRestore, restore } from '../../src/operations/restore.ts'
import { readJournal } from '../../src/operations/revocations.ts'
import { prepareRevoke, revoke } from '../../src/operations/revoke.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'agentgw-local-'))
  write('agentgw.yaml', 'name: test\n')
  return () => {
    rmSync(root, { recursive: true, force: true })
  }
})

const write = (file: string, text: string): void => {
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
}
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

let runs = 0
const common = async (words: string[]) => ({
  words,
  namespace: NAMESPACE,
  workspace: await openWorkspace({ cwd: root }),
  cluster: undefined,
  localUser: 'tester',
  now: () => new Date(),
})
const doRevoke = async (...words: string[]) =>
  revoke(await prepareRevoke({ ...(await common(words)), reason: '', newId: `id-${++runs}` }))
const doRestore = async (...words: string[]) =>
  restore(await prepareRestore({ ...(await common(words)), force: false }))
const doForce = async (...words: string[]) =>
  restore(await prepareRestore({ ...(await common(words)), force: true }))
const codes = (report: { problems: readonly { code: string }[] }) => report.problems.map(({ code }) => code)

describe('an object in two files', () => {
  const [a, b] = [`# in a\n${stringify([backend('fs')])}`, `# in b\n${stringify([backend('fs')])}`]
  beforeEach(() => {
    write('manifests/a.yaml', a)
    write('manifests/b.yaml', b)
  })

  it('loses neither document where the run that took the first ended before the second', async () => {
    await doRevoke('fs')
    // As it stands after a cut: a is out, b is not, and the record has both.
    write('manifests/b.yaml', b)
    expect(codes(await doRevoke('fs'))).toEqual([])
    expect(codes(await doRestore('fs'))).toEqual([])
    expect([read('manifests/a.yaml'), read('manifests/b.yaml')]).toEqual([a, b])
  })

  it('is restored in full where one of them is back already', async () => {
    await doRevoke('fs')
    write('manifests/a.yaml', a)
    expect(codes(await doRestore('fs'))).toEqual([])
    expect([read('manifests/a.yaml'), read('manifests/b.yaml')]).toEqual([a, b])
  })

  it('keeps the text that was stashed where the file has the object again in another form', async () => {
    await doRevoke('fs')
    write('manifests/a.yaml', a.replace('in a', 'written anew'))
    await doRevoke('fs')
    expect(codes(await doRestore('fs'))).toEqual([])
    expect([read('manifests/a.yaml'), read('manifests/b.yaml')]).toEqual([
      a.replace('in a', 'written anew'),
      b,
    ])
    const stash = readdirSync(join(root, '.agentgw/revoked')).map((file) => read(`.agentgw/revoked/${file}`))
    expect(stash.some((text) => text.includes('# in a'))).toBe(true)
    expect((await readJournal(root, undefined)).revocations.map(({ state }) => state)).toEqual([
      'superseded',
      'restored',
    ])
  })
})

describe('a document that the folder has again in another form', () => {
  const was = `# reviewed\n${stringify([backend('fs')])}`
  const edited = was.replace('reviewed', 'edited')
  const phases = async () =>
    (await readJournal(root, undefined)).revocations.map(({ state, restored, targets }) => [
      state,
      restored?.who,
      ...targets.map(({ folder }) => folder),
    ])
  beforeEach(async () => {
    write('manifests/fs.yaml', was)
    await doRevoke('fs')
    write('manifests/fs.yaml', edited)
  })

  it('stays, and ends the revocation', async () => {
    const prepared = await prepareRestore({ ...(await common(['fs'])), force: false })
    expect(codes(prepared)).toEqual(['folder-keeps-own'])
    const report = await restore(prepared)
    expect(report).toMatchObject({ targets: [{ folder: 'differs' }] })
    expect(codes(report)).toEqual(['folder-keeps-own'])
    expect(read('manifests/fs.yaml')).toBe(edited)
    expect(await phases()).toEqual([['restored', 'tester', 'kept']])

    expect(await doRestore('fs')).toMatchObject({ targets: [], already: ['fs'], problems: [] })
    expect(codes(await doForce())).toEqual([])
    expect(read('manifests/fs.yaml')).toBe(edited)
  })

  it.each(['at once', 'later'])('gives way to what was recorded by force, %s', async (when) => {
    if (when === 'later') {
      await doRestore('fs')
      write('manifests/fs.yaml', `${edited}# once more\n`)
    }
    expect(codes(await doForce('fs'))).toEqual([])
    expect(read('manifests/fs.yaml')).toBe(was)
    expect(await phases()).toEqual([['restored', 'tester', 'restored']])
  })

  it('is what comes back where it was revoked itself', async () => {
    await doRestore('fs')
    await doRevoke('fs')
    expect(await phases()).toEqual([
      ['superseded', 'tester', 'superseded'],
      ['revoked', undefined, 'removed'],
    ])
    expect(codes(await doForce('fs'))).toEqual([])
    expect(read('manifests/fs.yaml')).toBe(edited)
  })
})

describe('several at once', () => {
  const names = ['a', 'b', 'c', 'd']
  const all = stringify(names.map((name) => backend(name)))

  it('do not undo each other', async () => {
    for (let round = 0; round < 5; round++) {
      write('manifests/all.yaml', all)
      const revoked = await Promise.all(names.map((name) => doRevoke(name)))
      expect(revoked.flatMap(codes)).toEqual([])
      expect(readdirSync(join(root, 'manifests'))).toEqual([])
      const restored = await Promise.all(names.map((name) => doRestore(name)))
      expect(restored.flatMap(codes)).toEqual([])
      expect(read('manifests/all.yaml')).toBe(all)
      expect(
        (await readJournal(root, undefined)).revocations.every(({ state }) => state === 'restored'),
      ).toBe(true)
    }
    expect(readdirSync(join(root, '.agentgw')).sort()).toEqual(['audit.jsonl', 'revoked'])
  })

  it('do not wait for one that is gone', async () => {
    write('manifests/all.yaml', all)
    write('.agentgw/lock', JSON.stringify({ host: (await import('node:os')).hostname(), pid: 2 ** 22 + 1 }))
    expect(codes(await doRevoke('a'))).toEqual([])
  })
})

describe('what comes back', () => {
  it('has the mode that its file had', async () => {
    write('manifests/fs.yaml', stringify([backend('fs')]))
    chmodSync(join(root, 'manifests/fs.yaml'), 0o600)
    await doRevoke('fs')
    await doRestore('fs')
    expect(statSync(join(root, 'manifests/fs.yaml')).mode & 0o777).toBe(0o600)
  })

  it('never goes outside the root, whatever a stash says', async () => {
    write('manifests/fs.yaml', stringify([backend('fs')]))
    await doRevoke('fs')
    const [file = ''] = readdirSync(join(root, '.agentgw/revoked'))
    const { writeStash, readStash } = await import('../../src/manifest/stash.ts')
    const { records } = await readStash(root)
    const [record] = records
    const [target] = record!.targets
    const stored = target!.stored.map((one) => ({ ...one, file: '../outside.yaml' }))
    await writeStash(root, { ...record!, targets: [{ ...target!, stored }] })
    await expect(doRestore('fs')).rejects.toMatchObject({ code: 'stash-damaged' })
    expect(readdirSync(dirname(root))).not.toContain('outside.yaml')
    expect(file).not.toBe('')
  })
})

describe('what can not be taken out', () => {
  it('an item tied to another by an anchor is a problem, and nothing else is held up by it', async () => {
    write(
      'manifests/list.yaml',
      `apiVersion: v1
kind: List
items:
- &one
  apiVersion: agentgateway.dev/v1alpha1
  kind: MCPBackend
  metadata: {name: fs}
  spec: &spec {mcp: {stdio: {cmd: npx}}}
- apiVersion: agentgateway.dev/v1alpha1
  kind: MCPBackend
  metadata: {name: other}
  spec: *spec
`,
    )
    write('manifests/route.yaml', stringify([route('fs', ['fs'])]))
    const report = await doRevoke('fs')
    expect(codes(report)).toEqual(['not-separable', 'still-live'])
    expect(report.targets.map(({ folder }) => folder)).toEqual(['still there', 'removed'])
  })

  it('a link that leads out of the folder may hold the target, and is told', async () => {
    const { symlinkSync } = await import('node:fs')
    write('elsewhere/fs.yaml', stringify([backend('fs')]))
    write('manifests/route.yaml', stringify([route('fs', ['fs'])]))
    symlinkSync('../elsewhere/fs.yaml', join(root, 'manifests/fs.yaml'))
    expect(codes(await doRevoke('fs'))).toEqual(['link-not-followed'])
  })
})

it('what stands in any of several folders goes, and comes back to where it was', async () => {
  write('team-a/a.yaml', stringify([backend('fs')]))
  write('team-b/b.yaml', `# in b\n${stringify([backend('other')])}`)
  const workspace = await openFolders({ cwd: root, dirs: ['team-a', 'team-b'] })
  const options = { ...(await common(['other'])), workspace }
  await revoke(await prepareRevoke({ ...options, reason: '', newId: 'id-dirs' }))
  expect(readdirSync(join(root, 'team-b'))).toEqual([])
  expect(readdirSync(join(root, 'team-a'))).toEqual(['a.yaml'])
  await restore(await prepareRestore({ ...options, force: false }))
  expect(read('team-b/b.yaml')).toBe(`# in b\n${stringify([backend('other')])}`)
})
