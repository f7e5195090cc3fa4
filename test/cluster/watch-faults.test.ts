/** `watch` over hours and accidents: API servers that restart, revocations, credentials, controllers that fight back. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { ROOT, runCli } from '../cli/run.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import type { ExecResult } from '../setup/exec.ts'
import { backend, WatchScene } from './watching.ts'

let plane: ControlPlane
let proxy: FaultProxy
let scene: WatchScene

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
  proxy = await startFaultProxy(plane.kubeconfig, plane.directory)
})
afterAll(async () => {
  await proxy.stop()
  await plane.stop()
})
beforeEach(async () => {
  proxy.rules()
  scene = await WatchScene.open(plane)
  scene.write('a.yaml', backend('a', 'npx'))
})
afterEach(() => scene.close())

const cli = (...args: string[]): Promise<ExecResult> =>
  runCli(args, { cwd: scene.root, env: { KUBECONFIG: plane.kubeconfig } })

const writes = (): number => proxy.seen.filter(({ method }) => method !== 'GET').length

describe('a cluster that goes and comes back', () => {
  it('is told as lost and back, once each, and what happened on both sides meanwhile is done', async () => {
    scene.write('b.yaml', backend('b', 'npx'))
    const watching = await scene.watch()
    await plane.stopServer()
    await watching.until('lost')
    scene.write('a.yaml', backend('a', 'uvx'))
    scene.write('c.yaml', backend('c', 'npx'))
    await sleep(1000)
    await plane.startServer()
    await scene.in('delete', 'mcpbackend', 'b')
    await watching.until('back')
    await watching.until('configured a')
    await watching.until('created c')
    await watching.until('drifted b')
    expect(watching.events.filter((event) => event === 'lost' || event === 'back')).toEqual(['lost', 'back'])
    expect(watching.run.printed.stderr).not.toContain('error')
  })

  it('loses nothing where watches expire, are closed or refused', async () => {
    const watching = await scene.watch([], proxy.kubeconfig)
    proxy.expireWatches()
    await scene.change('a', 'uvx')
    await watching.until('drifted a')
    proxy.rules({ path: /watch=/, nth: 1, act: { do: 'reply', status: 410 } })
    proxy.closeWatches()
    await scene.in('delete', 'mcpbackend', 'a')
    await watching.until('drifted a', 2)
  })

  it('is told once what it refuses, and tries again until it is done', async () => {
    const watching = await scene.watch([], proxy.kubeconfig)
    proxy.rules(
      { method: 'PATCH', nth: 1, act: { do: 'reply', status: 403 } },
      { method: 'PATCH', nth: 2, act: { do: 'reply', status: 403 } },
    )
    scene.write('a.yaml', backend('a', 'uvx'))
    expect((await watching.until('failed a')).error?.code).toBe('forbidden')
    await watching.until('configured a')
    expect(watching.events.slice(2)).toEqual(['failed a', 'configured a'])
  })

  it.each([
    ['of a new object', []],
    ['that is healed', ['--heal']],
  ])('is told once %s in a namespace that is being deleted', async (_, flags) => {
    const watching = await scene.watch(flags, proxy.kubeconfig)
    await scene.kubectl('delete', 'namespace', scene.namespace, '--wait=false')
    if (flags.length === 0) scene.write('b.yaml', backend('b', 'npx'))
    else await scene.in('delete', 'mcpbackend', 'a')
    const failed = flags.length === 0 ? 'failed b' : 'failed a'
    expect((await watching.until(failed)).error?.code).toBe('namespace-missing')
    proxy.rules()
    await expect.poll(writes, { timeout: 30_000 }).toBeGreaterThanOrEqual(3)
    expect(watching.events.slice(2)).toEqual(flags.length === 0 ? ['failed b'] : ['drifted a', 'failed a'])
  })

  it('is tried again, too, where the pass that it failed in took longer than the pause', async () => {
    const watching = await scene.watch([], proxy.kubeconfig)
    proxy.rules(
      { method: 'PATCH', path: /\/mcpbackends\/a\b/, nth: 1, act: { do: 'reply', status: 403 } },
      { method: 'PATCH', path: /\/mcpbackends\/b\b/, nth: 1, act: { do: 'delay', ms: 3000 } },
    )
    scene.write('a.yaml', backend('a', 'uvx'))
    scene.write('b.yaml', backend('b', 'npx'))
    await watching.until('created b')
    await watching.until('configured a')
    expect(watching.events.slice(2)).toEqual(['failed a', 'created b', 'configured a'])
  })

  it('may let in whoever logs in again', async () => {
    const config = JSON.parse(await scene.kubectl('config', 'view', '--raw', '-o', 'json')) as {
      users: { user: Record<string, unknown> }[]
    }
    const kubeconfig = join(scene.root, 'rotating.kubeconfig')
    const login = (user: Record<string, unknown>): void => {
      const users = config.users.map((entry) => ({ ...entry, user }))
      writeFileSync(kubeconfig, JSON.stringify({ ...config, users }), { mode: 0o600 })
    }
    await scene.in('create', 'serviceaccount', 'robot')
    await scene.kubectl(
      ...['create', 'clusterrolebinding', scene.namespace, '--clusterrole=cluster-admin'],
      `--serviceaccount=${scene.namespace}:robot`,
    )
    const token = await scene.in('create', 'token', 'robot')
    login({ token })
    const watching = await scene.watch([], kubeconfig)
    await scene.in('delete', 'serviceaccount', 'robot')
    await scene.in('create', 'serviceaccount', 'robot')
    // A token that was found good is good for ten seconds.
    await plane.stopServer()
    await plane.startServer()
    await watching.until('lost')
    login({ token: await scene.in('create', 'token', 'robot') })
    await watching.until('back')
    scene.write('a.yaml', backend('a', 'uvx'))
    await watching.until('configured a')
    expect(JSON.stringify(watching.run.printed)).not.toContain(token)
  })
})

describe('the kill switch', () => {
  it('holds while somebody watches, heals and prunes', async () => {
    scene.write('b.yaml', backend('b', 'npx'))
    const watching = await scene.watch(['--heal', '--prune', '--yes'])
    const revoked = await cli('revoke', 'mcpbackend/a', '--yes', '--reason', 'it leaks', '--no-lock')
    expect(revoked.code).toBe(0)
    expect((await watching.until('revoked a')).revocation?.reason).toBe('it leaks')
    // Somebody writes the document again: it is still revoked.
    scene.write('again.yaml', backend('a', 'npx'))
    scene.write('b.yaml', backend('b', 'uvx'))
    await watching.until('configured b')
    await sleep(500)
    expect(await scene.live('a')).toBeUndefined()
    scene.write('again.yaml', '')
    const restored = await cli('restore', 'mcpbackend/a', '--yes')
    expect(restored.code).toBe(0)
    await watching.until('restored a')
    expect(await scene.live('a')).toBe('npx')
    expect(watching.events.filter((event) => event === 'healed a')).toEqual([])
  })

  it('holds where only the folder knows of it', async () => {
    const watching = await scene.watch(['--heal'])
    await cli('revoke', 'mcpbackend/a', '--local', '--yes', '--reason', 'try')
    await watching.until('revoked a')
    await scene.in('delete', 'mcpbackend', 'a')
    await sleep(1000)
    expect(await scene.live('a')).toBeUndefined()
  })
})

describe('what it costs', () => {
  it('is one pass for many changes, and nothing while nothing happens', async () => {
    const watching = await scene.watch(['--debounce', '500ms'], proxy.kubeconfig)
    proxy.rules()
    for (let i = 0; i < 20; i++) {
      scene.write('a.yaml', backend('a', `npx-${i}`))
      await sleep(10)
    }
    await watching.until('configured a')
    expect(await scene.live('a')).toBe('npx-19')
    expect(writes()).toBe(1)
    proxy.rules()
    // Others' objects, and what controllers write into ours, are no reason to look.
    await scene.in('create', 'configmap', 'other')
    const status = JSON.stringify({ status: { conditions: [] } })
    await scene.in('patch', 'mcpbackend', 'a', '--subresource=status', '--type=merge', '-p', status)
    await sleep(1500)
    expect(proxy.seen).toEqual([])
    expect(watching.events.slice(2)).toEqual(['configured a'])
  })

  it('does not fight with whoever changes it back each time', async () => {
    const watching = await scene.watch(['--heal', '--debounce', '0'])
    const until = Date.now() + 4000
    while (Date.now() < until) {
      if ((await scene.live('a')) === 'npx') await scene.change('a', 'uvx')
      else await sleep(20)
    }
    const healed = watching.events.filter((event) => event === 'healed a').length
    expect(healed).toBeGreaterThan(1)
    expect(healed).toBeLessThan(6)
  })
})
