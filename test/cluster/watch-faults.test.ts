/** `watch` over hours and accidents: API servers that restart, revocations, credentials, controllers that fight back. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, vi } from 'vitest'
import { ROOT } from '../cli/run.ts'
import { type FaultProxy, type Seen, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { backend } from './own-folder.ts'
import { inOwnFolder, watchIn } from './watching.ts'

let plane: ControlPlane

beforeAll(async () => {
  plane = await startControlPlane({ crds: [join(ROOT, 'schemas/crds')] })
})
afterAll(() => plane.stop())

const it = inOwnFolder(() => plane).extend<{ proxy: FaultProxy }>({
  proxy: async ({ task: _ }, use) => {
    const proxy = await startFaultProxy(plane.kubeconfig, plane.directory)
    await use(proxy)
    await proxy.stop()
  },
})

const writes = ({ seen }: FaultProxy): Seen[] => seen.filter(({ method }) => method !== 'GET')

describe('an API server that goes and comes back', () => {
  it('is told as lost and back, once each, and what happened on both sides meanwhile is done', async ({
    here,
  }) => {
    here.write('a.yaml', backend('a', 'npx'))
    here.write('b.yaml', backend('b', 'npx'))
    const watching = await watchIn(here)
    await plane.stopServer()
    await watching.until('lost')
    here.write('a.yaml', backend('a', 'uvx'))
    here.write('c.yaml', backend('c', 'npx'))
    await plane.startServer()
    await here.remove('b')
    await watching.until('back')
    await watching.until('configured a')
    await watching.until('created c')
    await watching.until('drifted b')
    expect(watching.events.filter((event) => event === 'lost' || event === 'back')).toEqual(['lost', 'back'])
    expect(watching.run.printed.stderr).not.toContain('error')
  })

  it('may let in whoever logs in again', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const config = JSON.parse(await here.kubectl('config', 'view', '--raw', '-o', 'json')) as {
      users: { user: Record<string, unknown> }[]
    }
    const kubeconfig = join(here.root, 'rotating.kubeconfig')
    const login = (user: Record<string, unknown>): void => {
      const users = config.users.map((entry) => ({ ...entry, user }))
      writeFileSync(kubeconfig, JSON.stringify({ ...config, users }), { mode: 0o600 })
    }
    await here.in('create', 'serviceaccount', 'robot')
    await here.kubectl(
      ...['create', 'clusterrolebinding', here.namespace, '--clusterrole=cluster-admin'],
      `--serviceaccount=${here.namespace}:robot`,
    )
    const token = await here.in('create', 'token', 'robot')
    login({ token })
    const watching = await watchIn(here, [], kubeconfig)
    await here.in('delete', 'serviceaccount', 'robot')
    await here.in('create', 'serviceaccount', 'robot')
    // A token that was found good is good for ten seconds.
    await plane.stopServer()
    await plane.startServer()
    await watching.until('lost')
    login({ token: await here.in('create', 'token', 'robot') })
    await watching.until('back')
    here.write('a.yaml', backend('a', 'uvx'))
    await watching.until('configured a')
    expect(JSON.stringify(watching.run.printed)).not.toContain(token)
  })
})

describe.concurrent('a cluster that is disturbed', () => {
  it('loses nothing where watches expire, are closed or refused', async ({ here, proxy }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, [], proxy.kubeconfig)
    proxy.expireWatches()
    await here.change('a', 'uvx')
    await watching.until('drifted a')
    proxy.rules({ path: /watch=/, nth: 1, act: { do: 'reply', status: 410 } })
    proxy.closeWatches()
    await here.remove('a')
    await watching.until('drifted a', 2)
  })

  it('is told once what it refuses, and tries again until it is done', async ({ here, proxy }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, [], proxy.kubeconfig)
    proxy.rules(
      { method: 'PATCH', nth: 1, act: { do: 'reply', status: 403 } },
      { method: 'PATCH', nth: 2, act: { do: 'reply', status: 403 } },
    )
    here.write('a.yaml', backend('a', 'uvx'))
    expect((await watching.until('failed a')).error?.code).toBe('forbidden')
    await watching.until('configured a')
    expect(watching.events.slice(2)).toEqual(['failed a', 'configured a'])
  })

  it.for([
    ['of a new object', []],
    ['that is healed', ['--heal']],
  ] as const)('is told once %s in a namespace that is being deleted', async ([, flags], { here, proxy }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, flags, proxy.kubeconfig)
    await here.kubectl('delete', 'namespace', here.namespace, '--wait=false')
    if (flags.length === 0) here.write('b.yaml', backend('b', 'npx'))
    else await here.remove('a')
    const failed = flags.length === 0 ? 'failed b' : 'failed a'
    expect((await watching.until(failed)).error?.code).toBe('namespace-missing')
    proxy.rules()
    await vi.waitFor(
      () => {
        expect(writes(proxy).length).toBeGreaterThanOrEqual(3)
      },
      { timeout: 30_000 },
    )
    expect(watching.events.slice(2)).toEqual(flags.length === 0 ? ['failed b'] : ['drifted a', 'failed a'])
  })

  it('is tried again, too, where the pass that it failed in took longer than the pause', async ({
    here,
    proxy,
  }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, [], proxy.kubeconfig)
    proxy.rules(
      { method: 'PATCH', path: /\/mcpbackends\/a\b/, nth: 1, act: { do: 'reply', status: 403 } },
      { method: 'PATCH', path: /\/mcpbackends\/b\b/, nth: 1, act: { do: 'delay', ms: 1500 } },
    )
    here.write('a.yaml', backend('a', 'uvx'))
    here.write('b.yaml', backend('b', 'npx'))
    await watching.until('created b')
    await watching.until('configured a')
    expect(watching.events.slice(2)).toEqual(['failed a', 'created b', 'configured a'])
  })
})

// Beside the others each revocation would be a reason to look.
describe('the kill switch', () => {
  it.concurrent('holds while somebody watches, heals and prunes', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    here.write('b.yaml', backend('b', 'npx'))
    const watching = await watchIn(here, ['--heal', '--prune', '--yes'])
    const revoked = await here.run('revoke', 'mcpbackend/a', '--yes', '--reason', 'it leaks', '--no-lock')
    expect(revoked.code).toBe(0)
    expect((await watching.until('revoked a')).revocation?.reason).toBe('it leaks')
    // Somebody writes the document again: it is still revoked.
    here.write('again.yaml', backend('a', 'npx'))
    here.write('b.yaml', backend('b', 'uvx'))
    await watching.until('configured b')
    here.write('b.yaml', backend('b', 'npx'))
    await watching.until('configured b', 2)
    expect(await here.live('a')).toBeUndefined()
    here.write('again.yaml', '')
    const restored = await here.run('restore', 'mcpbackend/a', '--yes')
    expect(restored.code).toBe(0)
    await watching.until('restored a')
    expect(await here.live('a')).toBe('npx')
    expect(watching.events.filter((event) => event === 'healed a')).toEqual([])
  })

  it.concurrent('holds where only the folder knows of it', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    here.write('b.yaml', backend('b', 'npx'))
    const watching = await watchIn(here, ['--heal'])
    await here.run('revoke', 'mcpbackend/a', '--local', '--yes', '--reason', 'try')
    await watching.until('revoked a')
    await here.remove('a')
    // It hears of this after that, and then makes one more pass.
    await here.change('b', 'uvx')
    await watching.until('healed b')
    here.write('b.yaml', backend('b', 'bunx'))
    await watching.until('configured b')
    expect(await here.live('a')).toBeUndefined()
  })
})

describe.concurrent('what it costs', () => {
  it('is one pass for many changes, and nothing while nothing happens', async ({ here, proxy }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--debounce', '500ms'], proxy.kubeconfig)
    proxy.rules()
    for (let i = 0; i < 20; i++) {
      here.write('a.yaml', backend('a', `npx-${i}`))
      await sleep(10)
    }
    await watching.until('configured a')
    expect(await here.live('a')).toBe('npx-19')
    expect(writes(proxy)).toHaveLength(1)
    proxy.rules()
    // Others' objects, and what controllers write into ours, are no reason to look.
    await here.in('create', 'configmap', 'other')
    const status = JSON.stringify({ status: { conditions: [] } })
    await here.in('patch', 'mcpbackend', 'a', '--subresource=status', '--type=merge', '-p', status)
    await sleep(1500)
    expect(proxy.seen).toEqual([])
    expect(watching.events.slice(2)).toEqual(['configured a'])
  })

  it('does not fight with whoever changes it back each time', async ({ here }) => {
    here.write('a.yaml', backend('a', 'npx'))
    const watching = await watchIn(here, ['--heal', '--debounce', '0'])
    const healed = (): number => watching.events.filter((event) => event === 'healed a').length
    const until = Date.now() + 4000
    while (Date.now() < until || healed() < 2) {
      if ((await here.live('a')) === 'npx') await here.change('a', 'uvx')
      else await sleep(20)
    }
    expect(healed()).toBeLessThan(6)
  })
})
