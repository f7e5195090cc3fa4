/** `watch` as a user runs it: both sides change, and what becomes of it. */
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { startCli } from '../cli/run-live.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, deployment } from './own-folder.ts'
import { inOwnFolder, watchIn } from './watching.ts'

let plane: ControlPlane
const it = inOwnFolder(() => plane)

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())

describe.concurrent('what the folder changes', () => {
  it('is applied: at the start, and whenever a file is written, renamed or added', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here)
    expect(watching.events).toEqual(['created a', 'watching'])
    expect(await here.live('a')).toBe('npx')
    here.write('a.yaml', backend('a', 'uvx'))
    expect((await watching.until('configured a')).changes).toMatchObject([{ path: 'spec.mcp.stdio.cmd' }])
    renameSync(here.path('a.yaml'), here.path('renamed.yaml'))
    here.write('b.yaml', backend('b', 'npx'))
    await watching.until('created b')
    expect(await here.live('a')).toBe('uvx')
    // Its own writes are no news to it.
    expect(watching.events).toEqual(['created a', 'watching', 'configured a', 'created b'])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('waits while the folder is invalid, and what it held before stays in force', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--heal'])
    here.write('a.yaml', backend('a', 'uvx').slice(0, 84))
    const { findings } = await watching.until('invalid')
    expect(findings?.[0]?.file).toBe(here.path('a.yaml'))
    here.write('b.yaml', backend('b', 'npx'))
    await here.change('a', 'bunx')
    await watching.until('healed a')
    expect(await here.live('a')).toBe('npx')
    expect(await here.live('b')).toBeUndefined()
    here.write('a.yaml', backend('a', 'uvx'))
    await watching.until('created b')
    await watching.until('configured a')
    expect(watching.events.filter((event) => event === 'invalid' || event === 'valid')).toEqual([
      'invalid',
      'valid',
    ])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('stays in force while the folder or its settings are away', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--prune'])
    renameSync(join(here.root, 'manifests'), join(here.root, 'aside'))
    expect((await watching.until('invalid')).error?.code).toBe('no-folder')
    renameSync(join(here.root, 'aside'), join(here.root, 'manifests'))
    await watching.until('valid')
    writeFileSync(join(here.root, 'agentgw.yaml'), 'nonsense: 1\n')
    expect((await watching.until('invalid', 2)).error?.code).toBe('bad-settings')
    writeFileSync(join(here.root, 'agentgw.yaml'), here.settings)
    await watching.until('valid', 2)
    expect(await here.live('a')).toBe('npx')
  })

  it('is nothing else while agentgw.yaml is away, and goes on when that is back', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--heal'])
    rmSync(join(here.root, 'agentgw.yaml'))
    expect((await watching.until('invalid')).error?.code).toBe('bad-settings')
    here.write('b.yaml', backend('b', 'npx'))
    await here.change('a', 'bunx')
    await watching.until('healed a')
    writeFileSync(join(here.root, 'agentgw.yaml'), here.settings)
    await watching.until('created b')
    expect(watching.events.filter((event) => / a$|valid/.test(event))).toEqual([
      'created a',
      'invalid',
      'drifted a',
      'healed a',
      'valid',
    ])
  })

  it('can not reach what is being deleted: that is told at once, and when it is gone', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here)
    const finalizers = (list: string[]): Promise<string> =>
      here.kubectl(
        ...['patch', 'mcpbackend', 'a', '-n', here.namespace, '--type=merge', '-p'],
        JSON.stringify({ metadata: { finalizers: list } }),
      )
    await finalizers(['example.com/wait'])
    await here.kubectl('delete', 'mcpbackend', 'a', '-n', here.namespace, '--wait=false')
    expect((await watching.until('failed a')).error?.code).toBe('being-deleted')
    await finalizers([])
    await watching.until('drifted a')
  })

  it('is not what a colleague has just applied from a newer copy of it', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--prune', '--yes'])
    const newer = mkdtempSync(join(tmpdir(), 'agentgw-newer-'))
    try {
      cpSync(here.root, newer, { recursive: true, filter: (path) => !path.includes('.agentgw') })
      writeFileSync(join(newer, 'manifests/b.yaml'), backend('b', 'npx'))
      const env = { KUBECONFIG: plane.kubeconfig }
      expect((await runCli(['apply'], { cwd: newer, env })).code).toBe(0)
    } finally {
      rmSync(newer, { recursive: true, force: true })
    }
    expect((await watching.until('left b')).why).toContain('never held it')
    here.write('b.yaml', backend('b', 'npx'))
    await watching.until('settled b')
    expect(await here.live('b')).toBe('npx')
    rmSync(here.path('b.yaml'))
    await watching.until('pruned b')
    expect(watching.events.slice(2)).toEqual(['left b', 'settled b', 'pruned b'])
  })

  it('is told where it is taken out, and stays in the cluster; with --prune it goes', async ({ here }) => {
    for (const name of ['a', 'b', 'c']) here.write(`${name}.yaml`, backend(name, 'npx'))
    const careful = await watchIn(here)
    rmSync(here.path('a.yaml'))
    await careful.until('left a')
    expect(await here.live('a')).toBe('npx')
    here.write('a.yaml', backend('a', 'npx'))
    await careful.until('settled a')
    rmSync(here.path('a.yaml'))
    await careful.until('left a', 2)
    careful.run.child.kill('SIGTERM')
    expect(await careful.run.ended).toBe(0)
    const pruning = await watchIn(here, ['--prune'])
    await pruning.until('pruned a')
    expect(await here.live('a')).toBeUndefined()
    // More than half is a mistake until somebody says otherwise.
    for (const name of ['b', 'c']) rmSync(here.path(`${name}.yaml`))
    expect((await pruning.until('trouble')).error?.code).toBe('prune-everything')
    expect(await here.live('b')).toBe('npx')
  })

  it('is taken out to the last object with --allow-empty', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--prune', '--allow-empty'])
    rmSync(here.path('a.yaml'))
    await watching.until('pruned a')
    expect(await here.live('a')).toBeUndefined()
  })
})

describe.concurrent('what others change in the cluster', () => {
  it('is told with who did what, once, and when it is over; nothing is reverted', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here)
    await here.change('a', 'uvx')
    const drifted = await watching.until('drifted a')
    expect(drifted.changes).toMatchObject([
      { path: 'spec.mcp.stdio.cmd', writer: { manager: 'kubectl-patch' } },
    ])
    expect(drifted.why).toContain('"uvx"')
    await here.in('annotate', 'mcpbackend', 'a', 'note=1')
    await here.change('a', 'npx')
    await watching.until('settled a')
    await here.remove('a')
    expect((await watching.until('drifted a', 2)).why).toContain('deleted')
    // And passes come and go.
    for (const [cmd, event] of [
      ['npx', 'created b'],
      ['uvx', 'configured b'],
    ] as const) {
      here.write('b.yaml', backend('b', cmd))
      await watching.until(event)
    }
    expect(await here.live('a')).toBeUndefined()
    expect(watching.events.slice(2)).toEqual([
      ...['drifted a', 'settled a', 'drifted a'],
      ...['created b', 'configured b'],
    ])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('is told with who did it by a subresource, and reverted with --heal', async ({ here }) => {
    here.write('web.yaml', deployment('web'))
    const watching = await watchIn(here, ['--heal'])
    await here.in('scale', 'deployment', 'web', '--replicas=6')
    expect((await watching.until('drifted web')).changes).toMatchObject([
      { path: 'spec.replicas', writer: { manager: 'kubectl' } },
    ])
    await watching.until('healed web')
  })

  it('is reverted with --heal, what was deleted too', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx', ', workingDir: /a'))
    const watching = await watchIn(here, ['--heal'])
    await here.change('a', 'uvx')
    await watching.until('healed a')
    expect(await here.live('a')).toBe('npx')
    await here.remove('a')
    await watching.until('healed a', 2)
    expect(await here.live('a')).toBe('npx')
    expect(watching.events.slice(2)).toEqual(['drifted a', 'healed a', 'drifted a', 'healed a'])
  })

  it('while it was away, is no reason to overwrite it', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    here.write('b.yaml', backend('b', 'npx'))
    expect((await here.run('apply')).code).toBe(0)
    await here.change('a', 'uvx')
    await here.remove('b')
    const watching = await watchIn(here)
    expect(watching.events.sort()).toEqual(['drifted a', 'drifted b', 'watching'])
    expect(await here.live('a')).toBe('uvx')
  })

  it('and the folder, too, is a conflict that is left alone until it is resolved', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--heal'])
    // Both before it looks again.
    watching.run.child.kill('SIGSTOP')
    await here.change('a', 'uvx')
    here.write('a.yaml', backend('a', 'bunx'))
    watching.run.child.kill('SIGCONT')
    expect((await watching.until('conflict a')).error?.code).toBe('field-conflict')
    expect(await here.live('a')).toBe('uvx')
    here.write('a.yaml', backend('a', 'uvx'))
    await watching.until('settled a')
    expect(watching.events.slice(2)).toEqual(['conflict a', 'settled a'])
  })

  it('is masked where it is secret', async ({ here }) => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
    const env = (value: string): string => `, env: [{name: GITHUB_TOKEN, value: "${value}"}]`
    here.write('a.yaml', backend('a', 'npx', env('$' + '{X}')))
    const watching = await watchIn(here, ['--fail-on', 'never'])
    const patch = JSON.stringify({
      spec: { mcp: { stdio: { env: [{ name: 'GITHUB_TOKEN', value: secret }] } } },
    })
    await here.in('patch', 'mcpbackend', 'a', '--type=merge', '-p', patch)
    await watching.until('drifted a')
    expect(JSON.stringify(watching.run.printed)).not.toContain(secret)
  })
})

describe.concurrent('the end', () => {
  it('comes with Ctrl-C, and says so in its exit code', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const { run } = await watchIn(here)
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.printed.stderr).toBe('')
  })

  it('comes at once where nothing can be watched', async ({ here }) => {
    const unreachable = await runCli(['watch', '--server', 'https://127.0.0.1:1'], {
      cwd: here.root,
      env: { KUBECONFIG: plane.kubeconfig },
    })
    expect(unreachable).toMatchObject({ code: 3, stdout: '' })
    expect(unreachable.stderr).toContain('[cluster-unreachable]')
    rmSync(join(here.root, 'manifests'), { recursive: true })
    expect(await here.run('watch')).toMatchObject({ code: 3, stdout: '' })
    expect((await here.run('watch', '--debounce', 'soon')).code).toBe(2)
  })

  it('is one line an event for people', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const run = startCli(['watch'], here.root, { KUBECONFIG: plane.kubeconfig })
    await run.until('stdout', 'watching')
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    expect(run.printed.stdout.replaceAll(/^\d\d:\d\d:\d\d/gm, 'TIME')).toBe(
      `TIME  created     mcpbackend/a -n ${here.namespace}\nTIME  watching    1 object in ${plane.url}\n`,
    )
  })
})
