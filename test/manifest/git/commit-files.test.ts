/** `--commit` of the kill switch, in a real repository: our change in one commit, and nothing of anybody else. */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openWorkspace } from '../../../src/manifest/settings.ts'
import { stringify } from '../../../src/manifest/stringify.ts'
import { prepareRestore, restore } from '../../../src/operations/restore.ts'
import { prepareRevoke, revoke } from '../../../src/operations/revoke.ts'
import { backend, NAMESPACE } from '../../fixtures/objects.ts'
import { GIT_ENV, Repository } from '../../setup/repository.ts'

let repository: Repository
/** The folder's root lies below the repository's. */
let root: string
let runs = 0

const TWO = `# tools\n${stringify([backend('fs'), backend('other')])}`
const ONE = `# alone\n${stringify([backend('alone')])}`

beforeEach(async () => {
  for (const [name, value] of Object.entries(GIT_ENV)) vi.stubEnv(name, value)
  repository = await new Repository().init()
  root = join(repository.root, 'gitops')
  repository.write('gitops/agentgw.yaml', 'name: test\n')
  repository.write('gitops/manifests/two.yaml', TWO)
  repository.write('gitops/manifests/one.yaml', ONE)
  repository.write('notes.txt', 'notes\n')
  await repository.commit()
})
afterEach(() => {
  vi.unstubAllEnvs()
  repository.end()
})

const common = async (words: string[]) => ({
  words,
  namespace: NAMESPACE,
  workspace: await openWorkspace({ cwd: root }),
  cluster: undefined,
  localUser: 'al@laptop',
  commit: true,
  now: () => new Date(),
})
const doRevoke = async (...words: string[]) =>
  revoke(
    await prepareRevoke({
      ...(await common(words)),
      reason: 'leaks files\n# and more',
      incident: 'https://pager.example.com/4711',
      newId: `id-${++runs}`,
    }),
  )
const doRestore = async (word: string, force = false) =>
  restore(await prepareRestore({ ...(await common([word])), force }))
const told = ({ problems }: { problems: readonly { code: string; message: string }[] }) =>
  problems.map(({ code, message }) => `${code}: ${message}`)
const count = async (): Promise<number> => Number(await repository.git('rev-list', '--count', 'HEAD'))
const changed = async (): Promise<string[]> =>
  (await repository.git('show', '--name-status', '--format=', 'HEAD'))
    .split('\n')
    .map((line) => line.replace('\t', ' '))
    .sort()
const status = (): Promise<string> => repository.git('status', '--porcelain')

describe('revoke --commit and restore --commit', () => {
  it('leave out a document that the folder keeps in its own form, and commit that the revocation is over', async () => {
    await doRevoke('fs')
    repository.write('gitops/manifests/two.yaml', TWO.replace('# tools', '# edited'))
    const restored = await doRestore('fs')
    expect(restored.problems.map(({ code }) => code)).toEqual(['folder-keeps-own'])
    expect(restored.commit?.files).toEqual([`.agentgw/revoked/id-${runs}.stash`])
    expect(await status()).toContain('M gitops/manifests/two.yaml')
  })

  it.each([
    ['in its place', 'two.yaml', ['M gitops/manifests/two.yaml']],
    ['elsewhere', 'mine.yaml', ['D gitops/manifests/mine.yaml', 'M gitops/manifests/two.yaml']],
  ])('by force commit that what stood %s gave way, too', async (_, file, changes) => {
    await doRevoke('fs')
    const edited = stringify([backend('fs', { labels: { edited: 'yes' } })])
    const others = file === 'two.yaml' ? `---\n${stringify([backend('other')])}` : ''
    repository.write(`gitops/manifests/${file}`, edited + others)
    await repository.commit()
    const restored = await doRestore('fs', true)
    expect(told(restored)).toEqual([])
    expect(await changed()).toEqual([...changes, `M gitops/.agentgw/revoked/id-${runs}.stash`].sort())
    expect(await status()).toBe('M gitops/.agentgw/audit.jsonl')
  })

  it('make one commit each, of the documents and the record, and say why', async () => {
    const revoked = await doRevoke('fs')
    expect(told(revoked)).toEqual([])
    const stash = `gitops/.agentgw/revoked/id-${runs}.stash`
    expect(await changed()).toEqual([`A ${stash}`, 'M gitops/manifests/two.yaml'])
    expect(revoked.commit).toEqual({
      id: await repository.git('rev-parse', 'HEAD'),
      files: ['manifests/two.yaml', `.agentgw/revoked/id-${runs}.stash`],
    })
    expect(await repository.git('log', '-1', '--format=%B')).toBe(
      `Revoke mcpbackend/fs\n\nleaks files\n# and more\n\nRevocation: id-${runs}\nIncident: https://pager.example.com/4711\nRevoked-by: al@laptop`,
    )
    const restored = await doRestore('fs')
    expect(told(restored)).toEqual([])
    expect(await changed()).toEqual([`M ${stash}`, 'M gitops/manifests/two.yaml'])
    expect(await repository.git('show', 'HEAD:gitops/manifests/two.yaml')).toBe(TWO.trimEnd())
    expect(await count()).toBe(3)
    expect(await status()).toBe('?? gitops/.agentgw/audit.jsonl')
  })

  it('take a file out with its last document, and bring it back', async () => {
    await doRevoke('alone')
    expect(await changed()).toEqual([
      `A gitops/.agentgw/revoked/id-${runs}.stash`,
      'D gitops/manifests/one.yaml',
    ])
    expect(told(await doRestore('alone'))).toEqual([])
    expect(await changed()).toEqual(
      [`M gitops/.agentgw/revoked/id-${runs}.stash`, 'A gitops/manifests/one.yaml'].sort(),
    )
  })

  it('leave what others have staged, and what they have not, as it is', async () => {
    repository.write('notes.txt', 'staged\n')
    repository.write('new.txt', 'staged too\n')
    await repository.git('add', 'notes.txt', 'new.txt')
    repository.write('notes.txt', 'and edited\n')
    repository.write('gitops/manifests/one.yaml', `${ONE}# edited\n`)
    expect(told(await doRevoke('fs'))).toEqual([])
    expect(await changed()).toEqual([
      `A gitops/.agentgw/revoked/id-${runs}.stash`,
      'M gitops/manifests/two.yaml',
    ])
    expect(
      (await status())
        .split('\n')
        .map((line) => line.trim())
        .sort(),
    ).toEqual(
      ['MM notes.txt', 'A  new.txt', 'M gitops/manifests/one.yaml', '?? gitops/.agentgw/audit.jsonl'].sort(),
    )
    expect(await repository.git('show', ':notes.txt')).toBe('staged')
  })

  it('commit nothing of a file in which somebody has other changes', async () => {
    repository.write('gitops/manifests/two.yaml', `${TWO}# mine, not finished\n`)
    const revoked = await doRevoke('fs')
    expect(told(revoked)).toEqual([
      expect.stringMatching(/^not-committed: .*manifests\/two\.yaml: there are other changes/),
    ])
    expect(revoked.targets).toMatchObject([{ folder: 'removed' }])
    expect(await count()).toBe(1)
  })

  it('are done by running it again, where the first run made no commit', async () => {
    await revoke(
      await prepareRevoke({ ...(await common(['fs'])), commit: false, reason: '', newId: `id-${++runs}` }),
    )
    expect(await count()).toBe(1)
    expect(told(await doRevoke('fs'))).toEqual([])
    expect(await changed()).toHaveLength(2)
    expect((await doRevoke('fs')).commit).toBeUndefined()
    expect(await count()).toBe(2)
  })

  it('put nothing into Git that was not there: a document that is not in Git, and its record', async () => {
    repository.write('.gitignore', 'gitops/manifests/secret.yaml\n')
    await repository.commit()
    repository.write('gitops/manifests/secret.yaml', stringify([backend('secret')]))
    const revoked = await doRevoke('secret')
    expect([told(revoked), revoked.commit]).toEqual([[], undefined])
    expect(revoked.notes).toEqual([expect.stringContaining('nothing was committed')])
    expect(existsSync(join(root, 'manifests/secret.yaml'))).toBe(false)
    const restored = await doRestore('secret')
    expect([told(restored), restored.commit]).toEqual([[], undefined])
    expect(await count()).toBe(2)
  })

  it('leave the record out where Git ignores it', async () => {
    repository.write('.gitignore', '.agentgw/\n')
    await repository.commit()
    await doRevoke('alone')
    expect(await changed()).toEqual(['D gitops/manifests/one.yaml'])
    expect(told(await doRestore('alone'))).toEqual([])
    expect(await changed()).toEqual(['A gitops/manifests/one.yaml'])
  })
})

describe('what keeps a commit from being made is told, and the revocation stands', () => {
  const stands = (): void => {
    expect(readFileSync(join(root, 'manifests/two.yaml'), 'utf8')).not.toContain('name: fs')
  }

  it('a hook that refuses; its words are told without what looks like a credential', async () => {
    const hook = join(repository.root, '.git/hooks/pre-commit')
    mkdirSync(join(hook, '..'), { recursive: true })
    writeFileSync(hook, '#!/bin/sh\necho "found password=hunter2hunter2 in two.yaml" >&2\nexit 1\n')
    chmodSync(hook, 0o755)
    expect(told(await doRevoke('fs'))).toEqual([
      'not-committed: the change of the folder is not committed: found password=*** in two.yaml',
    ])
    stands()
    expect((await status()).split('\n').map((line) => line.trim())).toContain('M gitops/manifests/two.yaml')
    expect(await repository.git('diff', '--cached', '--name-only')).toBe('')
  })

  it('a HEAD without a branch', async () => {
    await repository.git('checkout', '-q', '--detach')
    expect(told(await doRevoke('fs'))).toEqual([expect.stringMatching(/^not-committed: .*detached/)])
    stands()
  })

  it('a merge that is not finished', async () => {
    await repository.git('checkout', '-q', '-b', 'other')
    repository.write('notes.txt', 'theirs\n')
    await repository.commit()
    await repository.git('checkout', '-q', 'main')
    repository.write('notes.txt', 'ours\n')
    await repository.commit()
    expect((await repository.try('merge', 'other')).code).not.toBe(0)
    const before = await repository.git('ls-files', '--stage')
    expect(told(await doRevoke('fs'))).toEqual([expect.stringMatching(/^not-committed: .*merge/)])
    expect(await repository.git('ls-files', '--stage')).toBe(before)
    stands()
  })

  it('no repository', async () => {
    repository.remove('.git')
    expect(told(await doRevoke('fs'))).toEqual([
      expect.stringMatching(/^not-committed: .*in no Git repository/),
    ])
    stands()
  })

  it('no git', async () => {
    vi.stubEnv('PATH', '/nowhere')
    expect(told(await doRevoke('fs'))).toEqual([expect.stringMatching(/^git-missing: /)])
    stands()
  })
})
