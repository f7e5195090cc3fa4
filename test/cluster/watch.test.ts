/** `watch` as a user runs it: both sides change, and what becomes of it. */
import { cpSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { conforms } from '../cli/conforms.ts'
import { ROOT, runCli } from '../cli/run.ts'
import { startCli } from '../cli/run-live.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend, WatchScene } from './watching.ts'

let plane: ControlPlane
let scene: WatchScene

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())
beforeEach(async () => {
  scene = await WatchScene.open(plane)
})
afterEach(() => scene.close())

const cli = (...args: string[]) => runCli(args, { cwd: scene.root, env: { KUBECONFIG: plane.kubeconfig } })

describe('what the folder changes', () => {
  it('is applied: at the start, and whenever a file is written, renamed or added', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch()
    expect(watching.events).toEqual(['created a', 'watching'])
    expect(await scene.live('a')).toBe('npx')
    scene.write('a.yaml', backend('a', 'uvx'))
    expect((await watching.until('configured a')).changes).toMatchObject([{ path: 'spec.mcp.stdio.cmd' }])
    renameSync(scene.path('a.yaml'), scene.path('renamed.yaml'))
    scene.write('b.yaml', backend('b', 'npx'))
    await watching.until('created b')
    expect(await scene.live('a')).toBe('uvx')
    // Its own writes are no news to it.
    expect(watching.events).toEqual(['created a', 'watching', 'configured a', 'created b'])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('waits while the folder is invalid, and what it held before stays in force', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch(['--heal'])
    scene.write('a.yaml', backend('a', 'uvx').slice(0, 80))
    const { findings } = await watching.until('invalid')
    expect(findings?.[0]?.file).toBe(scene.path('a.yaml'))
    scene.write('b.yaml', backend('b', 'npx'))
    await scene.change('a', 'bunx')
    await watching.until('healed a')
    expect(await scene.live('a')).toBe('npx')
    expect(await scene.live('b')).toBeUndefined()
    scene.write('a.yaml', backend('a', 'uvx'))
    await watching.until('created b')
    await watching.until('configured a')
    expect(watching.events.filter((event) => event === 'invalid' || event === 'valid')).toEqual([
      'invalid',
      'valid',
    ])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('stays in force while the folder or its settings are away', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch(['--prune'])
    renameSync(join(scene.root, 'manifests'), join(scene.root, 'aside'))
    expect((await watching.until('invalid')).error?.code).toBe('no-folder')
    renameSync(join(scene.root, 'aside'), join(scene.root, 'manifests'))
    await watching.until('valid')
    writeFileSync(join(scene.root, 'agentgw.yaml'), 'nonsense: 1\n')
    expect((await watching.until('invalid', 2)).error?.code).toBe('bad-settings')
    writeFileSync(join(scene.root, 'agentgw.yaml'), scene.settings)
    await watching.until('valid', 2)
    expect(await scene.live('a')).toBe('npx')
  })

  it('is not what a colleague has just applied from a newer copy of it', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch(['--prune', '--yes'])
    const newer = mkdtempSync(join(tmpdir(), 'agentgw-newer-'))
    try {
      cpSync(scene.root, newer, { recursive: true, filter: (path) => !path.includes('.agentgw') })
      writeFileSync(join(newer, 'manifests/b.yaml'), backend('b', 'npx'))
      const env = { KUBECONFIG: plane.kubeconfig }
      expect((await runCli(['apply'], { cwd: newer, env })).code).toBe(0)
    } finally {
      rmSync(newer, { recursive: true, force: true })
    }
    expect((await watching.until('left b')).why).toContain('never held it')
    scene.write('b.yaml', backend('b', 'npx'))
    await watching.until('settled b')
    expect(await scene.live('b')).toBe('npx')
    rmSync(scene.path('b.yaml'))
    await watching.until('pruned b')
    expect(watching.events.slice(2)).toEqual(['left b', 'settled b', 'pruned b'])
  })

  it('is told where it is taken out, and stays in the cluster; with --prune it goes', async () => {
    for (const name of ['a', 'b', 'c']) scene.write(`${name}.yaml`, backend(name, 'npx'))
    const careful = await scene.watch()
    rmSync(scene.path('a.yaml'))
    await careful.until('left a')
    expect(await scene.live('a')).toBe('npx')
    careful.run.child.kill('SIGTERM')
    expect(await careful.run.ended).toBe(0)
    const pruning = await scene.watch(['--prune'])
    await pruning.until('pruned a')
    expect(await scene.live('a')).toBeUndefined()
    // More than half is a mistake until somebody says otherwise.
    for (const name of ['b', 'c']) rmSync(scene.path(`${name}.yaml`))
    expect((await pruning.until('trouble')).error?.code).toBe('prune-everything')
    expect(await scene.live('b')).toBe('npx')
  })

  it('is taken out to the last object with --allow-empty', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch(['--prune', '--allow-empty'])
    rmSync(scene.path('a.yaml'))
    await watching.until('pruned a')
    expect(await scene.live('a')).toBeUndefined()
  })
})

describe('what others change in the cluster', () => {
  it('is told with who did what, once, and when it is over; nothing is reverted', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch()
    await scene.change('a', 'uvx')
    const drifted = await watching.until('drifted a')
    expect(drifted.changes).toMatchObject([
      { path: 'spec.mcp.stdio.cmd', writer: { manager: 'kubectl-patch' } },
    ])
    expect(drifted.why).toContain('"uvx"')
    await scene.in('annotate', 'mcpbackend', 'a', 'note=1')
    await scene.change('a', 'npx')
    await watching.until('settled a')
    await scene.in('delete', 'mcpbackend', 'a')
    expect((await watching.until('drifted a', 2)).why).toContain('deleted')
    await sleep(1000)
    expect(await scene.live('a')).toBeUndefined()
    expect(watching.events.slice(2)).toEqual(['drifted a', 'settled a', 'drifted a'])
    for (const line of watching.run.printed.stdout.trim().split('\n')) conforms('watch', line)
  })

  it('is reverted with --heal, what was deleted too', async () => {
    scene.write('a.yaml', backend('a', 'npx', ', workingDir: /a'))
    const watching = await scene.watch(['--heal'])
    await scene.change('a', 'uvx')
    await watching.until('healed a')
    expect(await scene.live('a')).toBe('npx')
    await scene.in('delete', 'mcpbackend', 'a')
    await watching.until('healed a', 2)
    expect(await scene.live('a')).toBe('npx')
    expect(watching.events.slice(2)).toEqual(['drifted a', 'healed a', 'drifted a', 'healed a'])
  })

  it('while it was away, is no reason to overwrite it', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    scene.write('b.yaml', backend('b', 'npx'))
    expect((await cli('apply')).code).toBe(0)
    await scene.change('a', 'uvx')
    await scene.in('delete', 'mcpbackend', 'b')
    const watching = await scene.watch()
    expect(watching.events.sort()).toEqual(['drifted a', 'drifted b', 'watching'])
    expect(await scene.live('a')).toBe('uvx')
  })

  it('and the folder, too, is a conflict that is left alone until it is resolved', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const watching = await scene.watch(['--heal', '--debounce', '1s'])
    await scene.change('a', 'uvx')
    scene.write('a.yaml', backend('a', 'bunx'))
    expect((await watching.until('conflict a')).error?.code).toBe('field-conflict')
    expect(await scene.live('a')).toBe('uvx')
    scene.write('a.yaml', backend('a', 'uvx'))
    await watching.until('settled a')
    expect(watching.events.slice(2)).toEqual(['conflict a', 'settled a'])
  })

  it('is masked where it is secret', async () => {
    const secret = 'ghp_0123456789abcdefghijABCDEFGHIJ012345'
    const env = (value: string): string => `, env: [{name: GITHUB_TOKEN, value: "${value}"}]`
    scene.write('a.yaml', backend('a', 'npx', env('$' + '{X}')))
    const watching = await scene.watch(['--fail-on', 'never'])
    const patch = JSON.stringify({
      spec: { mcp: { stdio: { env: [{ name: 'GITHUB_TOKEN', value: secret }] } } },
    })
    await scene.in('patch', 'mcpbackend', 'a', '--type=merge', '-p', patch)
    await watching.until('drifted a')
    expect(JSON.stringify(watching.run.printed)).not.toContain(secret)
  })
})

describe('the end', () => {
  it('comes with Ctrl-C, and says so in its exit code', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const { run } = await scene.watch()
    run.child.kill('SIGINT')
    expect(await run.ended).toBe(130)
    expect(run.printed.stderr).toBe('')
  })

  it('comes at once where nothing can be watched', async () => {
    const unreachable = await runCli(['watch', '--server', 'https://127.0.0.1:1'], {
      cwd: scene.root,
      env: { KUBECONFIG: plane.kubeconfig },
    })
    expect(unreachable).toMatchObject({ code: 3, stdout: '' })
    expect(unreachable.stderr).toContain('[cluster-unreachable]')
    rmSync(join(scene.root, 'manifests'), { recursive: true })
    expect(await cli('watch')).toMatchObject({ code: 3, stdout: '' })
    expect((await cli('watch', '--debounce', 'soon')).code).toBe(2)
  })

  it('is one line an event for people', async () => {
    scene.write('a.yaml', backend('a', 'npx'))
    const run = startCli(['watch'], scene.root, { KUBECONFIG: plane.kubeconfig })
    await run.until('stdout', 'watching')
    run.child.kill('SIGTERM')
    expect(await run.ended).toBe(0)
    expect(run.printed.stdout.replaceAll(/^\d\d:\d\d:\d\d/gm, 'TIME')).toBe(
      `TIME  created     mcpbackend/a -n ${scene.namespace}\nTIME  watching    1 object in ${plane.url}\n`,
    )
  })
})
