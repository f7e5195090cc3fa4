/** `init --ci` in real repositories, with the hook that it writes at work. */
import { chmodSync, mkdirSync, statSync, symlinkSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exec, type ExecResult } from '../setup/exec.ts'
import { GIT_ENV, Repository } from '../setup/repository.ts'
import { BIN, cleanEnv, golden, runCli } from './run.ts'
import { tree } from './tree.ts'

let repository: Repository
beforeEach(async () => {
  repository = await new Repository().init()
})
afterEach(() => {
  repository.end()
})

const init = (...args: string[]): Promise<ExecResult> => runCli(['init', ...args], { cwd: repository.root })
const files = (): Record<string, string> =>
  Object.fromEntries(Object.entries(tree(repository.root)).filter(([path]) => !path.startsWith('.git/')))

describe('writes', () => {
  it('a workflow and a hook beside the rest', async () => {
    const { code, stdout, stderr } = await init('--ci', '--name', 'test')
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('created .github/workflows/agentgw.yaml\ncreated .githooks/pre-commit\n')
    expect(stderr).toContain('git config core.hooksPath .githooks')
    const made = files()
    golden('init-ci/workflow.yaml', made['.github/workflows/agentgw.yaml'] ?? '')
    golden('init-ci/pre-commit', made['.githooks/pre-commit'] ?? '')
    expect(statSync(join(repository.root, '.githooks/pre-commit')).mode & 0o111).toBe(0o111)
    expect(Object.keys(made)).toContain('agentgw.yaml')
  })

  it('nothing the second time, and only what is missing to a folder that stands', async () => {
    await init('--name', 'test')
    repository.write('agentgw.yaml', 'name: mine\n')
    expect((await init('--ci')).stderr).toMatch(
      /^created .github\/workflows\/agentgw.yaml\ncreated .githooks\/pre-commit\nnext:/,
    )
    const before = files()
    expect(before['agentgw.yaml']).toBe('name: mine\n')
    const again = await init('--ci')
    expect(again).toMatchObject({ code: 0, stderr: expect.stringContaining('unchanged') as string })
    expect(files()).toEqual(before)
    repository.remove('.githooks')
    expect((await init('--ci')).stderr).toMatch(/^created .githooks\/pre-commit\nnext:/)
    expect(files()).toEqual(before)
  })

  it('into the root of the repository, for a folder below it', async () => {
    expect(await init('deep/tools', '--ci', '--action', './.github/actions/agentgw')).toMatchObject({
      code: 0,
    })
    const made = files()
    expect(made['.github/workflows/agentgw.yaml']).toContain('uses: ./.github/actions/agentgw\n')
    expect(made['.github/workflows/agentgw.yaml']).toContain('working-directory: "deep/tools"\n')
    expect(made['.githooks/pre-commit']).toContain("'deep/tools/*.yaml'")
    expect(made['deep/tools/agentgw.yaml']).toContain('name: tools')
  })

  it('nothing in a dry run', async () => {
    const { code, stderr } = await init('--ci', '--dry-run')
    expect(code).toBe(0)
    expect(stderr).toContain('would create .github/workflows/agentgw.yaml')
    expect(files()).toEqual({})
  })
})

describe('refuses, and leaves nothing behind', () => {
  it.each<[string, string[], number, string, Record<string, string>]>([
    ['another workflow', ['--ci'], 3, 'file-stands', { '.github/workflows/agentgw.yaml': 'name: mine\n' }],
    ['another hook', ['--ci'], 3, 'file-stands', { '.githooks/pre-commit': '#!/bin/sh\n' }],
    ['no action', ['--ci', '--action', 'nothing'], 2, 'usage', {}],
    ['an action for no workflow', ['--action', 'a/b@v1'], 2, 'usage', {}],
  ])('%s', async (_, args, exit, code, standing) => {
    for (const [path, text] of Object.entries(standing)) repository.write(path, text)
    const result = await init(...args)
    expect({ code: result.code, stdout: result.stdout }).toEqual({ code: exit, stdout: '' })
    expect(result.stderr).toContain(`[${code}]`)
    for (const path of Object.keys(standing)) expect(result.stderr).toContain(path)
    expect(files()).toEqual(standing)
  })
})

describe.each(['.', "it's a [folder]/x"])('the hook, for agentgw.yaml in %j', (folder) => {
  const at = (path: string): string => join(folder, path)
  const good =
    'apiVersion: agentgateway.dev/v1alpha1\nkind: MCPBackend\nmetadata: {name: a}\nspec: {mcp: {stdio: {cmd: npx}}}\n'
  const bad = good.replace('cmd', 'comand')

  /** With the built program on the PATH, as `kubectl-agentgw`. */
  const hookEnv = (): NodeJS.ProcessEnv => {
    const { HOME, PATH } = cleanEnv()
    return { ...GIT_ENV, HOME, PATH: [join(repository.root, '.git/bin'), PATH].join(delimiter) }
  }
  const commit = (...args: string[]): Promise<ExecResult> =>
    exec('git', ['commit', '-q', '-m', 'x', ...args], { cwd: repository.root, env: hookEnv() })
  const count = async (): Promise<string> =>
    (await repository.try('rev-list', '--count', 'HEAD')).stdout.trim()

  beforeEach(async () => {
    expect(await init(folder, '--ci', '--name', 'test')).toMatchObject({ code: 0 })
    mkdirSync(join(repository.root, '.git/bin'))
    symlinkSync(BIN, join(repository.root, '.git/bin/kubectl-agentgw'))
    await repository.git('config', 'core.hooksPath', '.githooks')
    await repository.git('add', '-A')
    expect(await commit()).toMatchObject({ code: 0 })
  })

  it('lets a good commit through, and no bad one', async () => {
    repository.write(at('manifests/a.yaml'), good)
    await repository.git('add', '-A')
    expect(await commit()).toMatchObject({ code: 0 })
    expect(await count()).toBe('2')

    repository.write(at('manifests/b.yaml'), bad)
    await repository.git('add', '-A')
    const refused = await commit()
    expect(refused.code).not.toBe(0)
    expect(refused.stdout + refused.stderr).toContain('manifests/b.yaml:4:')
    expect(refused.stdout + refused.stderr).toContain('[unknown-field]')
    expect(await count()).toBe('2')
    expect(await commit('--no-verify')).toMatchObject({ code: 0 })
  })

  it('looks at what is staged, not at what lies beside it', async () => {
    repository.write(at('manifests/a.yaml'), good)
    await repository.git('add', '-A')
    repository.write(at('manifests/a.yaml'), bad)
    repository.write(at('manifests/untracked.yaml'), bad)
    expect(await commit()).toMatchObject({ code: 0 })

    await repository.git('add', at('manifests/a.yaml').replace('[', '\\['))
    repository.write(at('manifests/a.yaml'), good)
    expect((await commit()).code).not.toBe(0)
    // With -a the file as it lies there is staged.
    expect(await commit('-a', '--allow-empty')).toMatchObject({ code: 0 })
  })

  it('does not look where no manifest changes, and needs no program then', async () => {
    repository.write(at('manifests/b.yaml'), bad)
    await repository.git('add', '-A')
    await commit('--no-verify')
    repository.remove('.git/bin')
    repository.write('README.md', 'x\n')
    await repository.git('add', '-A')
    expect(await commit()).toMatchObject({ code: 0 })
    repository.write(at('manifests/a.yaml'), good)
    await repository.git('add', '-A')
    const without = await commit()
    expect(without.code).not.toBe(0)
    expect(without.stderr).toContain('kubectl-agentgw is not on the PATH')
  })

  it('runs where the hook stands for itself, in a work tree of its own', async () => {
    const other = join(repository.root, '.git/other')
    await repository.git('worktree', 'add', '-q', other, '-b', 'other')
    chmodSync(join(other, '.githooks/pre-commit'), 0o755)
    await exec('cp', [
      '-r',
      join(other, folder, 'manifests/gateway.yaml'),
      join(other, folder, 'manifests/twice.yaml'),
    ])
    const env = hookEnv()
    await exec('git', ['add', '-A'], { cwd: other, env })
    const refused = await exec('git', ['commit', '-q', '-m', 'x'], { cwd: join(other, folder), env })
    expect(refused.code).not.toBe(0)
    expect(refused.stdout + refused.stderr).toContain('[duplicate-resource]')
  })
})
