/** The watch of the Cluster port, against a real API server, straight and through a proxy that disturbs it. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster, WatchEvent, WatchOptions } from '../../src/model/cluster.ts'
import type { Resource } from '../../src/model/resource.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { failureOf } from './kubeconfigs.ts'

let controlPlane: ControlPlane
let proxy: FaultProxy
let direct: Cluster
let disturbed: Cluster

beforeAll(async () => {
  controlPlane = await startControlPlane()
  proxy = await startFaultProxy(controlPlane.kubeconfig, controlPlane.directory)
  direct = await connect({ kubeconfig: controlPlane.kubeconfig })
  disturbed = await connect({ kubeconfig: proxy.kubeconfig })
})
afterAll(async () => {
  await proxy.stop()
  await controlPlane.stop()
})
beforeEach(() => {
  proxy.rules()
})

const KIND = { apiVersion: 'v1', kind: 'ConfigMap' }
const configMap = (name: string, value: string, labels = {}): Resource => ({
  ...KIND,
  metadata: { name, namespace: 'default', labels },
  data: { value },
})

const told = (event: WatchEvent): string =>
  event.type === 'BOOKMARK'
    ? event.type
    : `${event.type} ${event.object.metadata.name} ${String((event.object['data'] as { value?: string }).value)}`

/** A watch from now on, and what it told. */
const begin = async (cluster: Cluster, options: Partial<WatchOptions> = {}) => {
  const { resourceVersion } = await direct.snapshot(KIND, { namespace: 'default' })
  const end = new AbortController()
  const events: string[] = []
  const opened = Promise.withResolvers<undefined>()
  const watch = async (): Promise<void> => {
    for await (const event of cluster.watch(KIND, {
      namespace: 'default',
      resourceVersion,
      signal: end.signal,
      onOpen: () => {
        opened.resolve(undefined)
      },
      ...options,
    }))
      events.push(told(event))
  }
  const done = watch()
  done.catch(opened.reject)
  opened.promise.catch(() => undefined)
  return { events, done, end, opened: opened.promise }
}

describe('a watch', () => {
  it('tells what is added, modified and deleted, of the namespace and the labels asked for', async () => {
    const all = await begin(direct)
    const some = await begin(direct, { selector: 'side=left' })
    await Promise.all([all.opened, some.opened])
    await direct.create(configMap('a', 'ä€😀', { side: 'left' }))
    await direct.create({ ...configMap('a', '1'), metadata: { name: 'a', namespace: 'kube-system' } })
    await direct.patch({ ...KIND, name: 'a', namespace: 'default' }, { data: { value: '2' } })
    await direct.create(configMap('b', '1'))
    await direct.delete({ ...KIND, name: 'a', namespace: 'default' })
    const ofA = ['ADDED a ä€😀', 'MODIFIED a 2', 'DELETED a 2']
    await expect.poll(() => all.events).toEqual([...ofA.slice(0, 2), 'ADDED b 1', ofA[2]])
    await expect.poll(() => some.events).toEqual(ofA)
    for (const { end, done } of [all, some]) {
      end.abort()
      await done
    }
  })

  it('ends where the server ends it', async () => {
    const { done, opened } = await begin(direct, { seconds: 1 })
    await opened
    await done
  })

  it('ends before it has begun where nobody wants it any more', async () => {
    const end = new AbortController()
    end.abort()
    const { done } = await begin(direct, { signal: end.signal })
    await done
    proxy.rules({ path: /watch=/, act: { do: 'hang', when: 'before' } })
    const hanging = await begin(disturbed)
    await expect.poll(() => proxy.seen.length).toBe(1)
    hanging.end.abort()
    await hanging.done
  })

  it('reads lines however they are cut, a large one too', async () => {
    const { done, events, end, opened } = await begin(direct)
    await opened
    const large = 'x'.repeat(900_000)
    await direct.create(configMap('large', large))
    await direct.create(configMap('after', '1'))
    await expect.poll(() => events.map((event) => event.length)).toEqual([900_012, 13])
    end.abort()
    await done
  })
})

describe('a watch that fails', () => {
  it('is expired: by the real server, which forgets when it restarts, by an event, by the status of the reply', async () => {
    await controlPlane.stopServer()
    await controlPlane.startServer()
    const old = await begin(direct, { resourceVersion: '1' })
    expect(await failureOf(old.done)).toMatchObject({ code: 'watch-expired', status: 410 })
    const { done, opened } = await begin(disturbed)
    await opened
    proxy.expireWatches()
    expect((await failureOf(done)).code).toBe('watch-expired')
    proxy.rules({ path: /watch=/, act: { do: 'reply', status: 410 } })
    expect((await failureOf((await begin(disturbed)).done)).code).toBe('watch-expired')
  })

  it('has lost its connection: between two lines, and in the middle of one', async () => {
    const idle = await begin(disturbed)
    await idle.opened
    proxy.closeWatches()
    expect((await failureOf(idle.done)).code).toBe('connection-lost')
    proxy.rules({ path: /watch=/, act: { do: 'reset', when: 'in the middle' } })
    const cut = await begin(disturbed)
    await cut.opened
    await direct.create(configMap('cut', '1'))
    expect((await failureOf(cut.done)).code).toBe('connection-lost')
    expect(cut.events).toEqual([])
  })

  it('lives as long as it tells something, and is dead when it falls silent', async () => {
    const cluster = await connect({ kubeconfig: proxy.kubeconfig, timeout: 500, silence: 1500 })
    const { done, events, opened } = await begin(cluster)
    await opened
    const told: string[] = []
    for (let beat = 0; beat < 20; beat++) {
      await sleep(100)
      await direct.apply(configMap('beat', String(beat)))
      told.push(`${beat === 0 ? 'ADDED' : 'MODIFIED'} beat ${beat}`)
    }
    await expect.poll(() => events).toEqual(told)
    proxy.muteWatches()
    await direct.apply(configMap('beat', 'unheard'))
    expect((await failureOf(done)).code).toBe('connection-lost')
    expect(events).toEqual(told)
  })

  it('says why it is refused', async () => {
    const bob = await connect({ kubeconfig: controlPlane.user('bob') })
    expect(await failureOf((await begin(bob)).done)).toMatchObject({ code: 'forbidden', status: 403 })
    const lists = await failureOf((await begin(direct, { selector: '=!' })).done)
    expect(lists.code).toBe('rejected')
  })

  it('waits as a busy server asks it to, and no more than once needed', async () => {
    proxy.rules({ path: /watch=/, nth: 1, act: { do: 'reply', status: 429, retryAfter: 0 } })
    const { done, end, opened } = await begin(disturbed)
    await opened
    expect(proxy.seen.filter(({ watch }) => watch)).toHaveLength(2)
    end.abort()
    await done
  })
})
