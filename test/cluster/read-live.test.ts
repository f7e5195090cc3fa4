/** What a comparison asks of the cluster: as little as can be, and never less than it needs. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { type Resource, refKey, refOf } from '../../src/model/resource.ts'
import { readLive } from '../../src/operations/read-live.ts'
import { FOLDER_LABEL } from '../../src/plan/sync.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { userOf } from './lock-cluster.ts'

const NAMESPACES = ['live-a', 'live-b', 'live-c', 'live-d']
const folder = 'live'

const configMap = (namespace: string, name: string, labels?: Record<string, string>): Resource => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace, ...(labels === undefined ? {} : { labels }) },
})

const own = NAMESPACES.map((namespace) => configMap(namespace, 'own', { [FOLDER_LABEL]: folder }))
const stranger = configMap('live-d', 'stranger')

let plane: ControlPlane
let admin: Cluster

beforeAll(async () => {
  plane = await startControlPlane({})
  admin = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  for (const name of NAMESPACES)
    await admin.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
  for (const object of [...own, stranger]) await admin.create(object)
}, 240_000)
afterAll(() => plane.stop())

/** The names that were found, and where was asked for them. */
const read = async (cluster: Cluster, desired: readonly Resource[], byNamespace = false) => {
  const asked: string[] = []
  const list: Cluster['list'] = (kind, options) => {
    asked.push(options?.namespace ?? `everywhere, ${options?.selector}`)
    return cluster.list(kind, options)
  }
  const { objects } = await readLive({ list } as Cluster, desired, { folder, byNamespace })
  const found = desired.filter((resource) => objects.has(refKey(refOf(resource))))
  return { asked, found: found.map(({ metadata: { namespace, name } }) => `${namespace}/${name}`) }
}

const EVERYWHERE = 'everywhere, agentgw.dev/folder=live'
const ALL = NAMESPACES.map((namespace) => `${namespace}/own`)

it('finds the objects of a folder in many namespaces in one list', async () => {
  expect(await read(admin, own)).toEqual({ asked: [EVERYWHERE], found: ALL })
})

it("looks for the others where they would be: nobody's, and those that are not there", async () => {
  expect(await read(admin, [...own, stranger, configMap('live-c', 'missing')])).toEqual({
    asked: [EVERYWHERE, 'live-c', 'live-d'],
    found: [...ALL, 'live-d/stranger'],
  })
})

it('asks a few namespaces, and a cluster that is watched, each by itself', async () => {
  expect((await read(admin, own.slice(0, 2))).asked).toEqual(NAMESPACES.slice(0, 2))
  expect(await read(admin, own, true)).toEqual({ asked: NAMESPACES, found: ALL })
})

it('does for a user who may look into these namespaces only', async () => {
  const user = await userOf(plane, 'tenant')
  const api = { apiGroup: 'rbac.authorization.k8s.io' }
  for (const namespace of NAMESPACES) {
    const metadata = { name: 'tenant', namespace }
    const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }]
    await admin.create({ apiVersion: `${api.apiGroup}/v1`, kind: 'Role', metadata, rules })
    await admin.create({
      apiVersion: `${api.apiGroup}/v1`,
      kind: 'RoleBinding',
      metadata,
      roleRef: { ...api, kind: 'Role', name: 'tenant' },
      subjects: [{ ...api, kind: 'User', name: 'tenant' }],
    })
  }
  await expect.poll(async () => (await read(user, own)).found, { timeout: 10_000 }).toEqual(ALL)
  expect((await read(user, own)).asked).toEqual([EVERYWHERE, ...NAMESPACES])
})
