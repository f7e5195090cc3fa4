/** Every method of the port, and every refusal, against a real API server. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connect } from '../../src/cluster/connect.ts'
import type { Cluster } from '../../src/model/cluster.ts'
import type { Resource, ResourceRef } from '../../src/model/resource.ts'
import { type ControlPlane, startControlPlane } from '../controlplane/start.ts'
import { failureOf } from './kubeconfigs.ts'

let controlPlane: ControlPlane
let cluster: Cluster
const warnings: string[] = []

const kubectl = async (args: readonly string[], input?: string): Promise<string> => {
  const { code, stdout, stderr } = await controlPlane.kubectl(args, input === undefined ? {} : { input })
  if (code !== 0) throw new Error(stderr)
  return stdout.trim()
}

const CRDS = join(import.meta.dirname, '../../schemas/crds')

beforeAll(async () => {
  controlPlane = await startControlPlane({ crds: [join(CRDS, 'agentgateway.dev_mcpbackends.yaml')] })
  cluster = await connect({ kubeconfig: controlPlane.kubeconfig, onWarning: (text) => warnings.push(text) })
})
afterAll(() => controlPlane.stop())

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' }
const named = (name: string, namespace = 'default'): ResourceRef => ({ ...CONFIG_MAP, namespace, name })
const configMap = (name: string, data: Record<string, string>, namespace = 'default'): Resource => ({
  ...CONFIG_MAP,
  metadata: { name, namespace },
  data,
})
const mcpBackend = (name: string, namespace = 'default'): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind: 'MCPBackend',
  metadata: { name, namespace },
  spec: { mcp: { stdio: { cmd: 'npx', args: ['a'] } } },
})

describe('reading', () => {
  it('gets an object, and nothing where there is none', async () => {
    await cluster.create(configMap('read', { a: '1' }))
    expect(await cluster.get(named('read'))).toMatchObject(configMap('read', { a: '1' }))
    expect(await cluster.get(named('absent'))).toBeUndefined()
    expect(await cluster.get(named('absent', 'nowhere'))).toBeUndefined()
    expect(await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: 'nowhere' })).toBeUndefined()
    expect(await cluster.get({ apiVersion: 'v1', kind: 'Namespace', name: 'default' })).toBeDefined()
  })

  it('lists in chunks, by namespace and label, and says of each what it is', async () => {
    await kubectl(['create', 'namespace', 'many'])
    const items = Array.from({ length: 1100 }, (_, i) => ({
      ...CONFIG_MAP,
      metadata: { name: `m-${i}`, labels: { half: String(i % 2) } },
    }))
    await kubectl(
      ['create', '--namespace=many', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    )
    const all = await cluster.list(CONFIG_MAP, { namespace: 'many' })
    expect(all).toHaveLength(1100)
    expect(new Set(all.map(({ metadata }) => metadata.name)).size).toBe(1100)
    expect(all.every(({ kind, apiVersion }) => kind === 'ConfigMap' && apiVersion === 'v1')).toBe(true)
    expect(await cluster.list(CONFIG_MAP, { namespace: 'many', selector: 'half=1' })).toHaveLength(550)
    expect(await cluster.list(CONFIG_MAP, { namespace: 'nowhere' })).toEqual([])
    expect((await cluster.list(CONFIG_MAP)).length).toBeGreaterThan(1100)
    expect((await failureOf(cluster.list(CONFIG_MAP, { selector: '=!' }))).code).toBe('rejected')
  })

  it('knows kinds by heart, and finds others by discovery', async () => {
    expect(await cluster.serves({ apiVersion: 'apps/v1', kind: 'Deployment' })).toBe(true)
    expect(await cluster.serves({ apiVersion: 'apps/v1', kind: 'Deplyment' })).toBe(false)
    expect(await cluster.serves({ apiVersion: 'apps/v9', kind: 'Deployment' })).toBe(false)
    expect(await cluster.serves(mcpBackend('a'))).toBe(true)
    const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole', name: 'cluster-admin' }
    expect(await cluster.get({ ...role, namespace: 'default' })).toMatchObject({ kind: 'ClusterRole' })
    expect(await cluster.list({ apiVersion: 'apps/v1', kind: 'Deployment' })).toEqual([])
  })

  it('sees a kind that is installed later', async () => {
    const kind = { apiVersion: 'example.com/v1', kind: 'Late' }
    expect(await cluster.serves(kind)).toBe(false)
    await kubectl(['apply', '-f', '-'], JSON.stringify(LATE))
    await kubectl(['wait', '--for=condition=Established', 'crd/lates.example.com'])
    await expect.poll(() => cluster.serves(kind)).toBe(true)
    await expect.poll(() => cluster.list(kind)).toEqual([])
  })

  it('passes each warning of the server on, once', async () => {
    await cluster.list({ apiVersion: 'v1', kind: 'Endpoints' })
    await cluster.list({ apiVersion: 'v1', kind: 'Endpoints' })
    expect(warnings.filter((text) => text.includes('Endpoints is deprecated'))).toHaveLength(1)
  })
})

const LATE = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'lates.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Late', plural: 'lates' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    ],
  },
}

describe('writing', () => {
  it('applies as kubectl-agentgw', async () => {
    const first = await cluster.apply(mcpBackend('applied'))
    expect(first.metadata.managedFields).toMatchObject([{ manager: 'kubectl-agentgw', operation: 'Apply' }])
    const again = await cluster.apply(mcpBackend('applied'))
    expect(again.metadata.resourceVersion).toBe(first.metadata.resourceVersion)
    const other = await cluster.apply(configMap('managed', { a: '1' }), { manager: 'someone' })
    expect(other.metadata.managedFields).toMatchObject([{ manager: 'someone' }])
  })

  it('stores nothing in a dry run, and says what the server would', async () => {
    const dryRun = true
    expect(await cluster.apply(mcpBackend('dry'), { dryRun })).toMatchObject({ metadata: { name: 'dry' } })
    await cluster.create(mcpBackend('dry'), { dryRun })
    expect(await cluster.get({ ...mcpBackend('dry'), name: 'dry', namespace: 'default' })).toBeUndefined()
    await cluster.create(configMap('stays', { a: '1' }))
    await cluster.patch(named('stays'), { data: { a: '2' } }, { dryRun })
    expect(await cluster.delete(named('stays'), { dryRun })).toBe(true)
    expect(await cluster.get(named('stays'))).toMatchObject({ data: { a: '1' } })
    expect((await failureOf(cluster.create(configMap('stays', {}), { dryRun }))).code).toBe('already-exists')
  })

  it('merges a patch', async () => {
    await cluster.create(configMap('patched', { a: '1', b: '1' }))
    const patched = await cluster.patch(named('patched'), { data: { a: '2', b: null } })
    expect(patched).toMatchObject({ data: { a: '2' } })
    expect((await failureOf(cluster.patch(named('absent'), { data: {} }))).code).toBe('not-found')
  })

  it('replaces exactly the version that was seen', async () => {
    const seen = await cluster.create(configMap('replaced', { a: '1' }))
    await cluster.replace({ ...seen, data: { a: '2' } })
    expect((await failureOf(cluster.replace({ ...seen, data: { a: '3' } }))).code).toBe('changed-meanwhile')
    expect(await cluster.get(named('replaced'))).toMatchObject({ data: { a: '2' } })
  })

  it('deletes exactly what was seen, and says whether it was there', async () => {
    const { metadata } = await cluster.create(configMap('deleted', { a: '1' }))
    const { uid, resourceVersion } = metadata as { uid: string; resourceVersion: string }
    await cluster.patch(named('deleted'), { data: { a: '2' } })
    for (const seen of [{ uid: 'another' }, { uid, resourceVersion }])
      expect(await failureOf(cluster.delete(named('deleted'), seen))).toMatchObject({
        code: 'changed-meanwhile',
        status: 409,
      })
    expect(await cluster.delete(named('deleted'), { uid })).toBe(true)
    expect(await cluster.delete(named('deleted'), { uid })).toBe(false)
    expect(await cluster.delete(named('absent', 'nowhere'))).toBe(false)
  })
})

describe('refusals', () => {
  it('says which kinds are not served, and who brings them', async () => {
    const served = (apiVersion: string, kind: string): ResourceRef => ({
      apiVersion,
      kind,
      namespace: 'default',
      name: 'a',
    })
    const gateway = served('gateway.networking.k8s.io/v1', 'Gateway')
    for (const job of ['list', 'get', 'delete'] as const)
      expect(await failureOf(cluster[job](gateway))).toMatchObject({
        code: 'kind-not-served',
        hint: expect.stringContaining('Gateway API') as string,
      })
    const backend = served('agentgateway.dev/v1alpha1', 'AgentgatewayBackend')
    expect((await failureOf(cluster.get(backend))).hint).toContain('agentgateway.dev/docs')
    const unknown = { ...served('example.com/v7', 'Unknown'), metadata: { name: 'a', namespace: 'default' } }
    for (const job of ['apply', 'create', 'replace'] as const)
      expect((await failureOf(cluster[job](unknown))).code).toBe('kind-not-served')
    expect((await failureOf(cluster.patch(unknown, {}))).code).toBe('kind-not-served')
    expect((await failureOf(cluster.get(served('v1', 'Unknown')))).code).toBe('kind-not-served')
  })

  it('says that a namespace is missing, or going', async () => {
    for (const write of ['apply', 'create'] as const)
      expect(await failureOf(cluster[write](mcpBackend('a', 'nowhere')))).toMatchObject({
        code: 'namespace-missing',
        hint: 'kubectl create namespace nowhere',
      })
    await kubectl(['create', 'namespace', 'going'])
    await kubectl(['delete', 'namespace', 'going', '--wait=false'])
    expect((await failureOf(cluster.create(configMap('a', {}, 'going')))).code).toBe('namespace-missing')
  })

  it('says what the server finds invalid, with the path', async () => {
    const nothing = { ...mcpBackend('invalid'), spec: { mcp: {} } }
    const stray = { ...mcpBackend('stray'), spec: { mcp: { stdio: { cmd: 'npx' } }, sped: 1 } }
    for (const write of ['apply', 'create'] as const) {
      const error = await failureOf(cluster[write](nothing))
      expect(error).toMatchObject({ code: 'rejected', status: 422 })
      expect(error.causes[0]?.field).toMatch(/^spec/)
      expect((await failureOf(cluster[write](stray))).code).toBe('rejected')
      expect((await failureOf(cluster[write]({ ...configMap('stray', {}), sped: 1 }))).code).toBe('rejected')
    }
  })

  it('says that something stands there already', async () => {
    await cluster.create(configMap('taken', {}))
    expect(await failureOf(cluster.create(configMap('taken', {})))).toMatchObject({
      code: 'already-exists',
      status: 409,
    })
  })

  it('names the other field manager and the fields, and takes them by force', async () => {
    await kubectl(
      ['apply', '--server-side', '-f', '-'],
      JSON.stringify(configMap('theirs', { a: '1', b: '1' })),
    )
    const error = await failureOf(cluster.apply(configMap('theirs', { a: '2', b: '2', c: '2' })))
    expect(error).toMatchObject({ code: 'field-conflict', status: 409 })
    expect(error.causes.map(({ manager, field }) => `${manager} ${field}`).sort()).toEqual([
      'kubectl data.a',
      'kubectl data.b',
    ])
    expect(error.message).toContain('kubectl owns data.a, data.b')
    await cluster.apply(configMap('theirs', { a: '2' }), { force: true })
    expect(await cluster.get(named('theirs'))).toMatchObject({ data: { a: '2', b: '1' } })
  })

  it('has no conflict with itself over what it created or patched', async () => {
    await cluster.create(configMap('ours', { a: '1' }))
    await cluster.patch(named('ours'), { data: { a: '2' } })
    expect(await cluster.apply(configMap('ours', { a: '3' }))).toMatchObject({ data: { a: '3' } })
  })

  it('says which right who lacks', async () => {
    const bob = await connect({ kubeconfig: controlPlane.user('bob') })
    expect(await bob.whoAmI()).toBe('bob')
    const error = await failureOf(bob.apply(mcpBackend('a')))
    expect(error).toMatchObject({ code: 'forbidden', status: 403 })
    for (const part of ['"bob"', 'patch', 'mcpbackends', '"default"']) expect(error.message).toContain(part)
    expect((await failureOf(bob.list(CONFIG_MAP))).code).toBe('forbidden')
    expect((await failureOf(bob.delete(named('read')))).code).toBe('forbidden')
  })

  it('tells a policy from a missing right', async () => {
    const group = 'admissionregistration.k8s.io/v1'
    const policy = {
      apiVersion: group,
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name: 'no-evil' },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['configmaps'] },
          ],
        },
        validations: [{ expression: '!object.metadata.name.startsWith("evil")', message: 'no evil' }],
      },
    }
    const binding = {
      apiVersion: group,
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: 'no-evil' },
      spec: { policyName: 'no-evil', validationActions: ['Deny'] },
    }
    await cluster.apply(policy)
    await cluster.apply(binding)
    const verdict = async (): Promise<string> =>
      cluster.create(configMap('evil', {}), { dryRun: true }).then(
        () => 'admitted',
        (error: unknown) => (error as { code: string }).code,
      )
    await expect.poll(verdict, { timeout: 20_000 }).toBe('denied')
  })
})
