/** What is told of a gateway to somebody who may not see all of it. */
import { expect, it } from 'vitest'
import { get } from '../../src/operations/get.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { ClusterError } from '../../src/model/cluster-error.ts'

/** A cluster with one Gateway, that refuses all other kinds and serves those given. */
const refusing = (served: readonly string[], forbidden = ''): Cluster => {
  const parts: Partial<Cluster> = {
    serves: ({ kind }) => Promise.resolve(served.includes(kind)),
    list: ({ apiVersion, kind }) =>
      kind === 'Gateway' && forbidden !== 'all'
        ? Promise.resolve([{ apiVersion, kind, metadata: { name: 'agentgateway', namespace: 'edge' } }])
        : Promise.reject(new ClusterError('forbidden', 403, 'User "a" may not list it')),
  }
  return parts as Cluster
}

it('a kind that may not be listed does not hide the others', async () => {
  const { entries, unseen, notServed } = await get(refusing(['HTTPRoute', 'AIRoute']), {})
  expect(entries.map(({ resource }) => resource.name)).toEqual(['agentgateway'])
  expect(unseen.map(({ kind }) => kind.kind)).toEqual(['HTTPRoute', 'AIRoute'])
  expect(notServed.map(({ kind }) => kind)).toContain('MCPBackend')
})

it('what the cluster does not serve is not missed', async () => {
  expect((await get(refusing([]), {})).unseen).toEqual([])
})

it('what is no label selector is refused before anything is asked', async () => {
  await expect(get({} as Cluster, { selector: '===' })).rejects.toMatchObject({ code: 'usage', exit: 2 })
})

it.each([
  ['nothing could be seen', {}, 'all'],
  ['what was named may be among what could not be seen', { target: 'filesystem' }, ''],
])('refused where %s', async (_, options, forbidden) => {
  await expect(get(refusing(['AIRoute'], forbidden), options)).rejects.toMatchObject({ code: 'forbidden' })
})

it.each(['', '/x', 'mcpbackend/'])('%j is neither a kind nor a name', async (target) => {
  await expect(get({} as Cluster, { target })).rejects.toMatchObject({ code: 'usage', exit: 2 })
})

it('what is named of a kind that is not served is not told as missing in a namespace', async () => {
  const cluster: Partial<Cluster> = {
    list: ({ kind }) =>
      kind === 'AIRoute'
        ? Promise.reject(new ClusterError('kind-not-served', 404, 'it does not serve AIRoute'))
        : Promise.resolve([]),
  }
  const asked = { target: 'airoute/x', namespace: 'edge' }
  await expect(get(cluster as Cluster, asked)).rejects.toMatchObject({ code: 'kind-not-served' })
  await expect(get(cluster as Cluster, { ...asked, target: 'gatewayclass/x' })).rejects.toMatchObject({
    code: 'not-found',
    message: 'there is no gatewayclass/x in the cluster',
  })
})
