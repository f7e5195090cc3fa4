/** Informers and the cluster with a memory, on a real API server that is disturbed, restarted and changed meanwhile. */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import { watchedCluster } from '../../src/cluster/informer/watched.ts'
import type { Clock } from '../../src/model/clock.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Resource, ResourceRef } from '../../src/model/resource.ts'
import type { ObjectChange, WatchedCluster } from '../../src/model/watched-cluster.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { config, entriesOf, failureOf } from './kubeconfigs.ts'

let controlPlane: ControlPlane
let proxy: FaultProxy
let direct: Cluster
const directory = mkdtempSync(join(tmpdir(), 'agentgw-informer-'))
const tokens = join(directory, 'tokens.csv')
let namespace = 0

/** A user of the token that is valid until the API server starts again with another. */
const setToken = (token: string): void => {
  writeFileSync(tokens, `${token},robot,robot,system:masters\n`)
}

beforeAll(async () => {
  setToken('first')
  controlPlane = await startControlPlane({ flags: [`--token-auth-file=${tokens}`] })
  proxy = await startFaultProxy(controlPlane.kubeconfig, controlPlane.directory)
  direct = await connect({ kubeconfig: controlPlane.kubeconfig })
})
afterAll(async () => {
  await proxy.stop()
  await controlPlane.stop()
  rmSync(directory, { recursive: true })
})

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' }
const place = (): string => `place-${namespace}`
const ref = (name: string): ResourceRef => ({ ...KIND, name, namespace: place() })
const configMap = (name: string, value: string): Resource => ({
  ...KIND,
  metadata: { name, namespace: place() },
  data: { value },
})
const valueOf = (object: Resource | undefined): string =>
  (object?.['data'] as { value: string } | undefined)?.value ?? '-'
const told = ({ was, is }: ObjectChange): string =>
  `${(is ?? was).metadata.name} ${valueOf(was)} ${valueOf(is)}`

/** Waits shorter than a real one, so that half a minute of patience passes in a second. */
const hasty: Clock = { now: Date.now, sleep: (ms, signal) => sleep(ms / 30, undefined, { signal }) }

const open: WatchedCluster[] = []
afterEach(async () => {
  await Promise.all(open.splice(0).map((watched) => watched.close()))
  await expect.poll(() => proxy.watching).toBe(0)
})

/** A cluster with a memory, and what it told. */
const remember = async ({ kubeconfig = proxy.kubeconfig, resync = 600_000, silence = 60_000 } = {}) => {
  const changes: string[] = []
  const troubles: string[][] = []
  const watched: WatchedCluster = watchedCluster(await connect({ kubeconfig, silence }), {
    clock: hasty,
    listener: {
      changed: (all) => changes.push(...all.map(told)),
      troubled: () => troubles.push(watched.troubles().map(({ code }) => code)),
    },
    resync,
  })
  open.push(watched)
  const values = async (): Promise<string[]> =>
    (await watched.list(KIND, { namespace: place() }))
      .map((object) => `${object.metadata.name} ${valueOf(object)}`)
      .sort()
  return { watched, changes, troubles, values }
}

beforeEach(async () => {
  proxy.rules()
  namespace++
  await direct.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: place() } })
  await direct.create(configMap('a', '1'))
})

const set = (name: string, value: string): Promise<Resource> =>
  direct.apply(configMap(name, value), { force: true })

describe('a cluster with a memory', () => {
  it('lists once, and knows what happens from then on', async () => {
    const { watched, changes, values } = await remember()
    expect(await values()).toEqual(['a 1'])
    await set('b', '1')
    await set('a', '2')
    await direct.delete(ref('b'))
    await expect.poll(() => changes).toEqual(['b - 1', 'a 1 2', 'b 1 -'])
    expect(await values()).toEqual(['a 2'])
    expect(valueOf(await watched.get(ref('a')))).toBe('2')
    expect(await watched.get(ref('b'))).toBeUndefined()
    expect(proxy.seen.map(({ watch }) => watch)).toEqual([false, true])
    await watched.close()
    await expect.poll(() => proxy.watching).toBe(0)
  })

  it('knows what it wrote itself at once, before it is told', async () => {
    // Nothing is told until the end.
    proxy.rules({ path: /watch=/, act: { do: 'delay', ms: 1000 } })
    const { watched, changes, values } = await remember()
    await values()
    await watched.create(configMap('own', '1'))
    expect(await values()).toEqual(['a 1', 'own 1'])
    await watched.apply(configMap('own', '2'), { dryRun: true })
    expect(await values()).toEqual(['a 1', 'own 1'])
    await watched.apply(configMap('own', '3'))
    await watched.patch(ref('a'), { data: { value: '7' } })
    expect(await values()).toEqual(['a 7', 'own 3'])
    await watched.delete(ref('own'))
    await set('end', '1')
    // What it did itself is no news, except for what went.
    await expect.poll(() => changes, { timeout: 5000 }).toEqual(['own 3 -', 'end - 1'])
  })

  it('stops watching what nobody asks for', async () => {
    const { watched, values } = await remember()
    await values()
    await watched.list({ apiVersion: 'v1', kind: 'Service' })
    await expect.poll(() => proxy.watching).toBe(2)
    watched.sweep()
    await values()
    watched.sweep()
    await expect.poll(() => proxy.watching).toBe(1)
  })
})

describe('watches that are disturbed', () => {
  it.each([
    ['closed', 'closeWatches'],
    ['expired', 'expireWatches'],
  ] as const)('go on where they are %s, and tell what happened meanwhile', async (_, disturb) => {
    await set('goes', '1')
    const { changes, troubles, values } = await remember()
    await values()
    await expect.poll(() => proxy.watching).toBe(1)
    // Whatever comes next waits until all has happened.
    proxy.rules({ act: { do: 'delay', ms: 500 } })
    proxy[disturb]()
    await set('a', '2')
    await set('comes', '1')
    await direct.delete(ref('goes'))
    await expect.poll(() => [...changes].sort()).toEqual(['a 1 2', 'comes - 1', 'goes 1 -'])
    expect(await values()).toEqual(['a 2', 'comes 1'])
    expect(troubles).toEqual([])
  })

  it('are opened again where something on the way keeps the connection and tells nothing', async () => {
    const { changes, troubles, values } = await remember({ silence: 1000 })
    await values()
    await expect.poll(() => proxy.watching).toBe(1)
    proxy.muteWatches()
    await set('a', '2')
    await expect.poll(() => changes, { timeout: 5000 }).toEqual(['a 1 2'])
    expect(troubles).toEqual([])
  })

  it('lose nothing where a line is cut', async () => {
    proxy.rules({ path: /watch=/, nth: 1, act: { do: 'reset', when: 'in the middle' } })
    const { changes, values } = await remember()
    await values()
    await expect.poll(() => proxy.watching).toBe(1)
    await set('a', '2')
    await expect.poll(() => changes).toEqual(['a 1 2'])
  })

  it('come back after refusals of all kinds, and say so once', async () => {
    const { changes, troubles, values } = await remember()
    await values()
    await expect.poll(() => proxy.watching).toBe(1)
    proxy.rules(
      { path: /watch=/, nth: 1, act: { do: 'reply', status: 500 } },
      { path: /watch=/, nth: 2, act: { do: 'reply', status: 410 } },
      { path: /watch=/, nth: 3, act: { do: 'reply', status: 500 } },
      { path: /watch=/, nth: 4, act: { do: 'reset', when: 'before' } },
    )
    proxy.closeWatches()
    await set('a', '2')
    await expect.poll(() => changes).toEqual(['a 1 2'])
    await expect.poll(() => troubles.at(-1)).toEqual([])
    expect(troubles.slice(0, -1).flat()).toContain('cluster-error')
    expect(troubles.filter((codes) => codes.length === 0)).toHaveLength(1)
  })

  it('become lists where the right to watch is missing', async () => {
    proxy.rules({ path: /watch=/, act: { do: 'reply', status: 403 } })
    const { changes, troubles, values } = await remember()
    expect(await values()).toEqual(['a 1'])
    await expect.poll(() => troubles).toEqual([['forbidden']])
    await set('a', '2')
    await expect.poll(() => changes).toEqual(['a 1 2'])
    expect(troubles).toEqual([['forbidden']])
  })

  it('fail at once where there is nothing to list, and are there when it comes', async () => {
    proxy.rules({ path: /configmaps/, nth: 1, act: { do: 'reply', status: 403 } })
    const { troubles, values } = await remember()
    expect((await failureOf(values())).code).toBe('forbidden')
    // Whoever asked was told; the second time is that it may be asked again.
    await expect.poll(() => troubles).toEqual([[], []])
    expect(await values()).toEqual(['a 1'])
  })

  it('list again after a time, in case something was missed', async () => {
    const { values } = await remember({ resync: 0 })
    await values()
    for (const lists of [2, 3]) {
      await expect.poll(() => proxy.watching).toBe(1)
      proxy.closeWatches()
      await expect.poll(() => proxy.seen.filter(({ watch }) => !watch)).toHaveLength(lists)
    }
  })
})

describe('an API server that restarts', () => {
  it('is found again, with credentials that were renewed meanwhile by a plugin and in the kubeconfig', async () => {
    const { cluster } = entriesOf(controlPlane.kubeconfig)
    const plugin = join(controlPlane.directory, 'plugin.sh')
    const status = `{"token":"'$(cut -d, -f1 ${tokens})'"}`
    writeFileSync(
      plugin,
      `#!/bin/sh\necho '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":${status}}'\n`,
    )
    chmodSync(plugin, 0o700)
    const exec = {
      command: plugin,
      apiVersion: 'client.authentication.k8s.io/v1',
      interactiveMode: 'Never',
    }
    const write = (name: string, user: object): string => {
      const file = join(controlPlane.directory, name)
      writeFileSync(file, JSON.stringify(config(cluster, user as Record<string, unknown>)))
      return file
    }
    const rotated = write('rotated.kubeconfig', { token: 'first' })
    const plugged = write('plugin.kubeconfig', { exec })
    const all = [await remember({ kubeconfig: plugged }), await remember({ kubeconfig: rotated })]
    for (const { values } of all) expect(await values()).toEqual(['a 1'])
    setToken('second')
    await controlPlane.stopServer()
    for (const { troubles } of all) await expect.poll(() => troubles.length).toBeGreaterThan(0)
    write('rotated.kubeconfig', { token: 'second' })
    await controlPlane.startServer()
    await set('a', '2')
    await direct.create(configMap('b', '1'))
    for (const { watched, changes, troubles, values } of all) {
      await expect.poll(() => changes, { timeout: 20_000 }).toEqual(['a 1 2', 'b - 1'])
      await expect.poll(() => troubles.at(-1)).toEqual([])
      expect(troubles.flat()).not.toContain('unauthorized')
      expect(await values()).toEqual(['a 2', 'b 1'])
      expect(await watched.whoAmI()).toBe('robot')
    }
  })
})
