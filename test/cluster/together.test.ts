/** Several people and one cluster: nobody's change vanishes without a word. */
import { cpSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT, runCli } from '../cli/run.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { exec, type ExecResult } from '../setup/exec.ts'
import { backend, OwnFolder } from './own-folder.ts'

let plane: ControlPlane
let proxy: FaultProxy
/** Three copies of one folder. */
let copies: Readonly<Record<'ann' | 'bob' | 'ci', OwnFolder>>

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  proxy = await startFaultProxy(plane.kubeconfig, plane.directory)
})
afterAll(async () => {
  await proxy.stop()
  await plane.stop()
})

beforeEach(async () => {
  const { kubeconfig } = proxy
  const ann = await OwnFolder.open(plane, { kubeconfig })
  const { name, namespace } = ann
  const copy = (): Promise<OwnFolder> => OwnFolder.open(plane, { name, namespace, kubeconfig })
  copies = { ann, bob: await copy(), ci: await copy() }
  proxy.rules()
  return () => Promise.all(Object.values(copies).map((one) => one.close()))
})

type Who = keyof typeof copies

const write = (who: Who, cmd: string, dir: string): void => {
  copies[who].write('a.yaml', backend('files', cmd, `, workingDir: ${dir}`))
}

const run = (who: Who, ...args: string[]): Promise<ExecResult> => copies[who].run(...args)

/** In the namespace of all. */
const kubectl = (...args: string[]): Promise<ExecResult> =>
  plane.kubectl(['-n', copies.ann.namespace, ...args])

const live = async (): Promise<unknown> => {
  const { stdout } = await kubectl('get', 'mcpbackend', 'files', '-o', 'json')
  return (JSON.parse(stdout) as { spec: { mcp: { stdio: unknown } } }).spec.mcp.stdio
}

const git = (who: Who, ...args: string[]): Promise<ExecResult> =>
  exec('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
    cwd: copies[who].root,
  })

/** In place of what it held: what Ann has committed. */
const clone = async (who: Who, ...flags: string[]): Promise<void> => {
  const { root } = copies[who]
  rmSync(root, { recursive: true })
  await exec('git', ['clone', '-q', ...flags, `file://${copies.ann.root}`, root])
}

/** Both have the folder, and both have been in agreement with the cluster. */
const bothInSync = async (): Promise<void> => {
  write('ann', 'npx', '/a')
  expect((await run('ann', 'apply')).code).toBe(0)
  cpSync(copies.ann.root, copies.bob.root, { recursive: true })
  expect((await run('bob', 'apply')).code).toBe(0)
}

describe('two people', () => {
  it('who change different fields: the second is told of the first', async () => {
    await bothInSync()
    write('ann', 'uvx', '/a')
    expect((await run('ann', 'apply')).code).toBe(0)
    write('bob', 'npx', '/b')
    const refused = await run('bob', 'apply')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(
      /spec\.mcp\.stdio\.cmd by kubectl-agentgw \(last write .*\[field-conflict\]/,
    )
    expect(await live()).toEqual({ cmd: 'uvx', workingDir: '/a' })
    // With Ann's change in his folder, too, his own is all that there is to apply.
    write('bob', 'uvx', '/b')
    expect((await run('bob', 'apply')).code).toBe(0)
    expect(await live()).toEqual({ cmd: 'uvx', workingDir: '/b' })
  })

  it('at the same moment: what came in between is not overwritten', async () => {
    await bothInSync()
    write('ann', 'uvx', '/a')
    write('bob', 'npx', '/b')
    let ann: ExecResult | undefined
    proxy.rules({
      method: 'PATCH',
      nth: 1,
      act: {
        do: 'call',
        when: 'before',
        call: async () => {
          ann = await runCli(['apply'], { cwd: copies.ann.root, env: { KUBECONFIG: plane.kubeconfig } })
        },
      },
    })
    const bob = await run('bob', 'apply')
    expect(ann?.code).toBe(0)
    expect(bob.code).toBe(3)
    expect(bob.stderr).toContain('[changed-meanwhile]')
    expect(await live()).toEqual({ cmd: 'uvx', workingDir: '/a' })
  })

  it('with Git: what came by a commit that this copy has is no conflict, an unknown one is', async () => {
    write('ann', 'npx', '/a')
    await git('ann', 'init', '-q')
    await git('ann', 'add', '.')
    await git('ann', 'commit', '-qm', 'one')
    expect((await run('ann', 'apply')).code).toBe(0)
    await clone('bob')
    expect((await run('bob', 'apply')).code).toBe(0)

    write('ann', 'uvx', '/a')
    await git('ann', 'commit', '-qam', 'two')
    expect((await run('ann', 'apply')).code).toBe(0)
    // Bob has not fetched: his file is as it was.
    expect((await run('bob', 'apply')).stderr).toContain('[field-conflict]')
    await git('bob', 'pull', '-q')
    write('bob', 'bunx', '/a')
    const applied = await run('bob', 'apply')
    expect(applied.code, applied.stderr).toBe(0)
    expect(await live()).toEqual({ cmd: 'bunx', workingDir: '/a' })
  })

  it('of whom one adds an object: the older copy of the other does not prune it', async () => {
    write('ann', 'npx', '/a')
    await git('ann', 'init', '-q')
    await git('ann', 'add', '.')
    await git('ann', 'commit', '-qm', 'one')
    expect((await run('ann', 'apply')).code).toBe(0)
    await clone('bob')
    copies.ann.write('b.yaml', backend('new'))
    await git('ann', 'add', '.')
    await git('ann', 'commit', '-qm', 'two')
    expect((await run('ann', 'apply')).code).toBe(0)
    const bob = await run('bob', 'apply', '--prune')
    expect(bob.stderr).toMatch(
      /mcpbackend\/new .* stays: it was applied from a commit that this copy of the folder does not have/,
    )
    expect((await kubectl('get', 'mcpbackend', 'new')).code).toBe(0)
    // Ann herself takes it back.
    rmSync(copies.ann.path('b.yaml'))
    expect((await run('ann', 'apply', '--prune')).code).toBe(0)
    expect((await kubectl('get', 'mcpbackend', 'new')).code).toBe(1)
  })
})

describe('a person who edits in the cluster', () => {
  const edit = (stdio: object): Promise<ExecResult> =>
    kubectl(
      ...['patch', 'mcpbackend', 'files', '--type=merge', '--field-manager=kubectl-edit'],
      ...['-p', JSON.stringify({ spec: { mcp: { stdio } } })],
    )

  it('is not undone where a field was taken away, which no manager owns any more', async () => {
    await bothInSync()
    await edit({ workingDir: null })
    const refused = await run('ann', 'apply')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(/spec\.mcp\.stdio\.workingDir was taken away \[field-conflict\]/)
    expect(await live()).toEqual({ cmd: 'npx' })
    expect((await run('ann', 'apply', '--force-conflicts-of', 'mcpbackend/files')).code).toBe(0)
    expect(await live()).toEqual({ cmd: 'npx', workingDir: '/a' })
  })

  it('between the comparison and the write is not overwritten', async () => {
    await bothInSync()
    write('ann', 'npx', '/new')
    proxy.rules({
      method: 'PATCH',
      nth: 1,
      act: { do: 'call', when: 'before', call: () => edit({ cmd: 'uvx' }).then(() => undefined) },
    })
    const refused = await run('ann', 'apply')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toMatch(
      /\[changed-meanwhile\]|kubectl-edit owns spec\.mcp\.stdio\.cmd \[field-conflict\]/,
    )
    expect(await live()).toEqual({ cmd: 'uvx', workingDir: '/a' })
  })

  it('is followed by a pull, and then by a change of the same field, here and in a checkout that remembers nothing', async () => {
    await bothInSync()
    await git('ann', 'init', '-q')
    await edit({ cmd: 'uvx' })
    expect((await run('ann', 'pull')).code).toBe(0)
    await git('ann', 'add', '.')
    await git('ann', 'commit', '-qm', 'pulled')
    // As CI has it: nothing but what is committed.
    await clone('ci', '--depth=1')
    expect(await run('ci', 'apply')).toMatchObject({ code: 0, stderr: 'nothing to do: 1 unchanged\n' })
    write('ann', 'bunx', '/a')
    await git('ann', 'commit', '-qam', 'changed')
    await clone('ci', '--depth=1')
    const applied = await run('ci', 'apply')
    expect(applied.code, applied.stderr).toBe(0)
    expect(await live()).toEqual({ cmd: 'bunx', workingDir: '/a' })
    // What is not followed is still nobody's to overwrite.
    await edit({ cmd: 'npx' })
    write('ann', 'deno', '/a')
    expect((await run('ann', 'apply')).stderr).toContain('[field-conflict]')
    expect(await live()).toEqual({ cmd: 'npx', workingDir: '/a' })
  })

  it('of a field that the folder does not have is pulled, also after an apply of something else', async () => {
    await bothInSync()
    await edit({ env: [{ name: 'LOG', value: 'debug' }] })
    write('ann', 'npx', '/new')
    expect((await run('ann', 'apply')).code).toBe(0)
    expect((await run('ann', 'pull')).code).toBe(0)
    expect(copies.ann.read('a.yaml')).toContain('LOG')
    expect((await run('ann', 'diff')).code).toBe(0)
    expect(await live()).toEqual({ cmd: 'npx', workingDir: '/new', env: [{ name: 'LOG', value: 'debug' }] })
  })

  it('of nothing but the status holds nothing up', async () => {
    await bothInSync()
    write('ann', 'npx', '/new')
    proxy.rules({
      method: 'PATCH',
      nth: 1,
      act: {
        do: 'call',
        when: 'before',
        call: async () => {
          const status = {
            conditions: [
              {
                type: 'Accepted',
                status: 'True',
                reason: 'Accepted',
                message: '',
                lastTransitionTime: '2026-01-01T00:00:00Z',
              },
            ],
          }
          const patched = await kubectl(
            ...['patch', 'mcpbackend', 'files', '--type=merge', '--subresource=status'],
            ...['-p', JSON.stringify({ status })],
          )
          expect(patched.code, patched.stderr).toBe(0)
        },
      },
    })
    expect((await run('ann', 'apply')).code).toBe(0)
    expect(await live()).toEqual({ cmd: 'npx', workingDir: '/new' })
  })

  it('shows in diff with its author', async () => {
    await bothInSync()
    await edit({ cmd: 'uvx' })
    write('ann', 'npx', '/new')
    const { code, stdout } = await run('ann', 'diff', '-o', 'json')
    expect(code).toBe(1)
    expect((JSON.parse(stdout) as { resources: unknown[] }).resources).toMatchObject([
      {
        state: 'Drifted',
        changes: [
          { path: 'spec.mcp.stdio.cmd', by: 'cluster' },
          { path: 'spec.mcp.stdio.workingDir', by: 'folder' },
        ],
      },
    ])
  })

  it('is nobody where the API server filled in defaults of a kind without a CRD', async () => {
    const service = (port: number): void => {
      copies.ann.write(
        's.yaml',
        `apiVersion: v1\nkind: Service\nmetadata: {name: s}\nspec: {selector: {app: s}, ports: [{port: ${port}}]}\n`,
      )
    }
    service(80)
    expect((await run('ann', 'apply')).code).toBe(0)
    service(81)
    rmSync(join(copies.ann.root, '.agentgw'), { recursive: true })
    const applied = await run('ann', 'apply')
    expect(applied.code, applied.stderr).toBe(0)
  })
})

describe('what somebody added, the folder took over and dropped', () => {
  const edit = (stdio: object): Promise<ExecResult> =>
    kubectl(
      ...['patch', 'mcpbackend', 'files', '--type=merge', '-p'],
      JSON.stringify({ spec: { mcp: { stdio } } }),
    )
  const WORKING_DIR = { workingDir: '/theirs' }

  beforeEach(async () => {
    const { ann } = copies
    ann.write('a.yaml', backend('files'))
    expect((await run('ann', 'apply')).code).toBe(0)
    await edit(WORKING_DIR)
    expect((await run('ann', 'pull')).code).toBe(0)
    ann.write('a.yaml', backend('files'))
  })

  it.each([
    ['taking it out', 1, { do: 'reset', when: 'after' }, 0],
    ['what is applied then', 2, { do: 'reply', status: 403 }, 3],
  ] as const)('is gone in the end, whatever becomes of %s', async (_, nth, act, code) => {
    proxy.rules({ method: 'PATCH', nth, act })
    const first = await run('ann', 'apply')
    expect(first.code, first.stderr).toBe(code)
    expect(await live()).toEqual({ cmd: 'npx' })
    expect((await run('ann', 'apply')).code).toBe(0)
    expect((await run('ann', 'diff')).code).toBe(0)
  })

  it('stays with what was edited in the moment of taking it out', async () => {
    const call = (): Promise<void> => edit({ cmd: 'uvx' }).then(() => undefined)
    proxy.rules({ method: 'PATCH', nth: 1, act: { do: 'call', when: 'before', call } })
    const refused = await run('ann', 'apply')
    expect(refused.code).toBe(3)
    expect(refused.stderr).toContain('[changed-meanwhile]')
    expect(await live()).toEqual({ cmd: 'uvx', ...WORKING_DIR })
  })
})
