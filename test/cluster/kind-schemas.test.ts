/** Who may not read CRDs compares by what the API server publishes to every user, which must decide the same. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import { KINDS } from '../../src/model/kinds.ts'
import { groupOf, type Resource } from '../../src/model/resource.ts'
import { kindSchemas } from '../../src/operations/kind-schemas.ts'
import type { Schema } from '../../src/plan/ssa/schema.ts'
import { noCache, openCache } from '../../src/validate/crds/cache.ts'
import { ROOT } from '../cli/run.ts'
import { type FaultProxy, startFaultProxy } from '../controlplane/fault-proxy.ts'
import { gatewayApiCrds } from '../controlplane/gateway-api.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { upstreamCrds } from '../controlplane/upstream.ts'
import { must, userOf } from './lock-cluster.ts'

let plane: ControlPlane
let admin: Cluster
let reader: Cluster

beforeAll(async () => {
  const upstream = upstreamCrds()
  const crds = [
    await gatewayApiCrds(),
    join(ROOT, 'schemas/crds'),
    ...(upstream === undefined ? [] : [upstream]),
  ]
  plane = await startControlPlane({ crds })
  admin = await connect({ kubeconfig: plane.kubeconfig, env: {} })
  reader = await userOf(plane, 'reader')
}, 240_000)
afterAll(() => plane.stop())

/** All that a schema says, by path. */
const said = (schema: Schema, path = ''): [string, unknown][] => {
  const { properties = {}, items, additionalProperties: values, ...own } = schema
  return [
    ...Object.entries(own).map(([key, value]): [string, unknown] => [`${path} ${key}`, value]),
    ...Object.entries(properties).flatMap(([name, field]) => said(field, `${path}.${name}`)),
    ...(items === undefined ? [] : said(items, `${path}[]`)),
    ...(typeof values === 'object' ? said(values, `${path}{}`) : []),
  ]
}

/** Fields that the API server knows by itself. */
const isOwn = ([path]: [string, unknown]): boolean => !/^\.(apiVersion|kind|metadata)[ .]/.test(path)

const served = async (): Promise<(typeof KINDS)[number][]> => {
  const crds = await admin.list({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition' })
  const names = crds.map(({ metadata }: Resource) => metadata.name)
  return KINDS.filter(({ apiVersion, plural }) => names.includes(`${plural}.${groupOf(apiVersion)}`))
}

it('is the same for every kind', async () => {
  const kinds = await served()
  expect(kinds.length).toBeGreaterThanOrEqual(7)
  for (const kind of kinds) {
    const own = await kindSchemas(admin)(kind)
    // Of new groups it is published a second after they are served.
    await expect
      .poll(async () => (await kindSchemas(reader)(kind)) !== undefined, { timeout: 20_000 })
      .toBe(true)
    const published = await kindSchemas(reader)(kind)
    expect(said(own!).length).toBeGreaterThan(10)
    expect(said(published!).filter(isOwn), kind.kind).toEqual(said(own!).filter(isOwn))
  }
})

it('is nothing of kinds without a CRD', async () => {
  expect(await kindSchemas(reader)({ apiVersion: 'v1', kind: 'Service' })).toBeUndefined()
})

describe('kept for later runs', () => {
  const ROUTE = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'AIRoute' }
  const CRD = 'airoutes.agentgateway.dev'
  const PATH = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${CRD}`
  let folder: string
  let proxy: FaultProxy

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'agentgw-schemas-'))
    proxy = await startFaultProxy(plane.kubeconfig, folder)
  })
  afterAll(async () => {
    await proxy.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  /** As a new run does it, with the requests that it makes for the CRD. */
  const read = async (): Promise<{ schema: Schema | undefined; asked: string[] }> => {
    proxy.rules()
    const cluster = await connect({ kubeconfig: proxy.kubeconfig, env: {} })
    const schema = await kindSchemas(cluster, openCache(join(folder, 'cache')))(ROUTE)
    return { schema, asked: proxy.seen.flatMap(({ path }) => (path.startsWith(PATH) ? [path] : [])) }
  }
  const glance = `${PATH}?resourceVersion=0`

  it('and read again when the CRD changes', async () => {
    const direct = await kindSchemas(admin, noCache)(ROUTE)
    expect(await read()).toEqual({ schema: direct, asked: [glance, PATH] })
    expect(await read()).toEqual({ schema: direct, asked: [glance] })
    const patch = [
      { op: 'add', path: '/spec/versions/0/schema/openAPIV3Schema/properties/spec/nullable', value: true },
    ]
    await must(plane, ['patch', 'crd', CRD, '--type=json', '-p', JSON.stringify(patch)])
    await expect.poll(async () => (await read()).schema?.properties?.['spec']?.nullable).toBe(true)
    expect((await read()).asked).toEqual([glance])
  })

  it('and what is asked for besides is its metadata alone', async () => {
    const ref = { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', name: CRD }
    const [glanced, whole] = [await admin.get(ref, { metadataOnly: true }), await admin.get(ref)]
    expect(glanced?.metadata).toEqual(whole?.metadata)
    expect(glanced).not.toHaveProperty('spec')
  })

  it('for each version, and not where nothing is to be kept', async () => {
    const other = { ...ROUTE, apiVersion: 'agentgateway.dev/v9' }
    const cache = openCache(join(folder, 'cache'))
    expect(await kindSchemas(admin, cache)(other)).toBeUndefined()
    expect(await kindSchemas(admin, cache)(ROUTE)).toBeDefined()
    const nowhere = openCache(join(folder, 'none', 'cache'))
    writeFileSync(join(folder, 'none'), '')
    expect(await kindSchemas(admin, nowhere)(ROUTE)).toEqual(await kindSchemas(admin, noCache)(ROUTE))
  })
})
