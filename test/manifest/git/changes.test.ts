import { chmodSync, mkdtempSync, rmSync, symlinkSync, utimesSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { UserError } from '../../../src/errors.ts'
import { changesSince, type ChangesRequest } from '../../../src/manifest/git/changes.ts'
import { Repository } from '../../setup/repository.ts'

let repository: Repository
beforeEach(async () => {
  repository = await new Repository().init()
})
afterEach(() => {
  repository.end()
})

const changes = (request: Partial<ChangesRequest> = {}) =>
  changesSince({ ref: 'HEAD', cwd: repository.root, looked: ['m'], inputs: [], ...request })

const refusal = async (
  request: Partial<ChangesRequest>,
): Promise<{ code: string; exit: number; text: string }> => {
  try {
    await changes(request)
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { code: error.code, exit: error.exit, text: `${error.message}\n${error.hint ?? ''}` }
  }
  throw new Error('was not refused')
}

/** Of files that are there now. */
const changed = async (names: string[], request: Partial<ChangesRequest> = {}): Promise<string[]> => {
  const { isChanged } = await changes(request)
  return names.filter(isChanged)
}
const before = async (request: Partial<ChangesRequest> = {}): Promise<Record<string, string>> => {
  const files = await (await changes(request)).before()
  return Object.fromEntries(files.map(({ file, text }) => [file, text]))
}

describe('which files changed', () => {
  it('edited, staged, new, ignored and renamed ones, and no others', async () => {
    for (const name of ['same', 'edited', 'staged', 'renamed', 'gone', 'uncached'])
      repository.write(`m/${name}.yaml`, `a: ${name} ${'x'.repeat(100)}\n`)
    repository.write('.gitignore', 'ignored.yaml\n')
    await repository.commit()
    repository.write('m/edited.yaml', 'a: 2\n')
    repository.write('m/staged.yaml', 'a: 2\n')
    await repository.git('add', 'm/staged.yaml')
    await repository.git('mv', 'm/renamed.yaml', 'm/newname.yaml')
    await repository.git('rm', '-q', '--cached', 'm/uncached.yaml')
    repository.remove('m/gone.yaml')
    repository.write('m/new ünd ".yaml', 'a: 1\n')
    repository.write('m/ignored.yaml', 'a: 1\n')
    const now = ['same', 'edited', 'staged', 'newname', 'uncached', 'new ünd "', 'ignored']
    expect(await changed(now.map((name) => `m/${name}.yaml`))).toEqual(
      now.slice(1).map((name) => `m/${name}.yaml`),
    )
    expect(Object.keys(await before()).sort()).toEqual(
      ['edited', 'gone', 'renamed', 'staged', 'uncached'].map((name) => `m/${name}.yaml`),
    )
  })

  it('counts from where the branch left, not from where the other went', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    repository.write('m/b.yaml', 'b: 1\n')
    await repository.commit()
    await repository.git('checkout', '-q', '-b', 'work')
    repository.write('m/b.yaml', 'b: 2\n')
    await repository.commit()
    await repository.git('checkout', '-q', 'main')
    repository.write('m/a.yaml', 'a: 2\n')
    await repository.commit()
    await repository.git('checkout', '-q', 'work')
    expect(await changed(['m/a.yaml', 'm/b.yaml'], { ref: 'main' })).toEqual(['m/b.yaml'])
    expect(await before({ ref: 'main' })).toEqual({ 'm/b.yaml': 'b: 1\n' })
  })

  it('from a folder below the root, by the names that the user gave', async () => {
    repository.write('sub/m/deep/a.yaml', 'a: 1\n')
    repository.write('sub/m/b.yaml', 'b: 1\n')
    await repository.commit()
    repository.write('sub/m/deep/a.yaml', 'a: 2\n')
    const cwd = join(repository.root, 'sub')
    expect(await changed(['m/deep/a.yaml', 'm/b.yaml'], { cwd })).toEqual(['m/deep/a.yaml'])
    expect(await before({ cwd })).toEqual({ 'm/deep/a.yaml': 'a: 1\n' })
    const absolute = join(cwd, 'm')
    expect(await before({ cwd, looked: [absolute] })).toEqual({ [`${absolute}/deep/a.yaml`]: 'a: 1\n' })
    expect(await before({ looked: ['.'] })).toEqual({ 'sub/m/deep/a.yaml': 'a: 1\n' })
    expect(await before({ looked: ['sub/m/b.yaml'] })).toEqual({})
  })

  it('gives of what was only what would be found: manifests, not in hidden folders', async () => {
    const names = [
      'a.yaml',
      'b.json',
      '.hidden/c.yaml',
      '.d.yaml',
      'e.txt',
      'kustomization.yaml',
      'node_modules/f.yaml',
    ]
    for (const name of names) repository.write(`m/${name}`, '{}\n')
    await repository.git('add', '-A', '-f')
    await repository.commit()
    for (const name of names) repository.remove(`m/${name}`)
    repository.write('m/x.yaml', '')
    expect(Object.keys(await before())).toEqual(['m/a.yaml', 'm/b.json'])
  })

  it('a link, where what it leads to changed', async () => {
    repository.write('m/target.txt', 'a: 1\n')
    symlinkSync('target.txt', join(repository.root, 'm/link.yaml'))
    await repository.commit()
    expect(await changed(['m/link.yaml'])).toEqual([])
    repository.write('m/target.txt', 'a: 2\n')
    expect(await changed(['m/link.yaml'])).toEqual(['m/link.yaml'])
  })

  it('tells which of the other inputs changed', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    repository.write('agentgw.yaml', 'name: a\n')
    repository.write('.gitignore', '.agentgw/audit.jsonl\n')
    await repository.commit()
    const inputs = ['agentgw.yaml', '.agentgw', '/nowhere/else']
    expect((await changes({ inputs })).changedInput).toBeUndefined()
    repository.write('.agentgw/audit.jsonl', '{}\n')
    expect((await changes({ inputs })).changedInput).toBeUndefined()
    repository.write('.agentgw/schemas/x.yaml', '{}\n')
    expect((await changes({ inputs })).changedInput).toBe('.agentgw')
    repository.write('agentgw.yaml', 'name: b\n')
    expect((await changes({ inputs })).changedInput).toBe('agentgw.yaml')
  })

  it('what changed in the instant in which the index was written', async () => {
    const at = 1_000_000_000
    const path = join(repository.root, 'm/a.yaml')
    await repository.git('config', 'core.trustctime', 'false')
    repository.write('m/a.yaml', 'a: 1\n')
    utimesSync(path, at, at)
    await repository.commit()
    repository.write('m/a.yaml', 'a: 2\n')
    utimesSync(path, at, at)
    utimesSync(join(repository.root, '.git/index'), at, at)
    expect(await changed(['m/a.yaml'])).toEqual(['m/a.yaml'])
  })

  it('not what was only touched, and leaves the index alone', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    repository.write('m/b.yaml', 'a: \0\n')
    await repository.commit()
    // Git's index knows files by their times, and would keep the new ones.
    for (const file of ['m/a.yaml', 'm/b.yaml']) utimesSync(join(repository.root, file), 1, 1)
    const index = await repository.git('hash-object', '.git/index')
    expect(await changed(['m/a.yaml', 'm/b.yaml'])).toEqual([])
    expect(await repository.git('hash-object', '.git/index')).toBe(index)
  })

  it('an empty file that is new to the index or gone, and one with other rights', async () => {
    for (const name of ['gone', 'executable']) repository.write(`m/${name}.yaml`, '')
    await repository.commit()
    repository.remove('m/gone.yaml')
    repository.write('m/new.yaml', '')
    await repository.git('add', 'm/new.yaml')
    chmodSync(join(repository.root, 'm/executable.yaml'), 0o755)
    expect(await changed(['m/new.yaml', 'm/executable.yaml'])).toEqual(['m/new.yaml', 'm/executable.yaml'])
    expect(Object.keys(await before()).sort()).toEqual(['m/executable.yaml', 'm/gone.yaml'])
  })
})

describe('says why not', () => {
  it('no such commit', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    await repository.commit()
    expect(await refusal({ ref: 'nosuch' })).toMatchObject({ code: 'unknown-ref', exit: 2 })
  })

  it.each(['', '--output=x', '-p'])('%j can be no commit', async (ref) => {
    repository.write('m/a.yaml', 'a: 1\n')
    await repository.commit()
    expect(await refusal({ ref })).toMatchObject({ code: 'usage', exit: 2 })
  })

  it('no repository, and a path of another', async () => {
    const outside = mkdtempSync(join(tmpdir(), 'agentgw-no-git-'))
    try {
      expect(await refusal({ looked: [outside] })).toMatchObject({ code: 'not-in-repository', exit: 3 })
      repository.write('m/a.yaml', 'a: 1\n')
      await repository.commit()
      const both = await refusal({ looked: ['m', outside] })
      expect(both).toMatchObject({ code: 'not-in-repository', exit: 3 })
      expect(both.text).toContain(outside)
    } finally {
      rmSync(outside, { recursive: true })
    }
  })

  it('a shallow clone, and how to deepen it', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    const first = await repository.commit()
    await repository.commit()
    const shallow = new Repository()
    try {
      await shallow.git('clone', '-q', '--depth', '1', `file://${repository.root}`, '.')
      const { code, exit, text } = await refusal({ ref: first, cwd: shallow.root })
      expect({ code, exit }).toEqual({ code: 'unknown-ref', exit: 2 })
      expect(text).toContain('fetch-depth: 0')
      // Fetched, but without what lies between.
      await shallow.git('fetch', '-q', '--depth', '1', 'origin', first)
      const apart = await refusal({ ref: 'FETCH_HEAD', cwd: shallow.root })
      expect({ code: apart.code, exit: apart.exit }).toEqual({ code: 'no-merge-base', exit: 3 })
      expect(apart.text).toContain('fetch-depth: 0')
    } finally {
      shallow.end()
    }
  })

  it('a history of its own', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    await repository.commit()
    await repository.git('checkout', '-q', '--orphan', 'other')
    repository.write('m/a.yaml', 'a: 2\n')
    await repository.commit()
    expect(await refusal({ ref: 'main' })).toMatchObject({ code: 'no-merge-base', exit: 3 })
  })

  it('no git', async () => {
    repository.write('m/a.yaml', 'a: 1\n')
    await repository.commit()
    const path = process.env['PATH']
    process.env['PATH'] = repository.root
    try {
      expect(await refusal({})).toMatchObject({ code: 'git-missing', exit: 3 })
    } finally {
      process.env['PATH'] = path
    }
  })
})
