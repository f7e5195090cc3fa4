/** What of an object of a built-in kind gets into a file, as it stands in a cluster. */
import { describe, expect, it, test } from 'vitest'
import type { ManagedFieldsEntry, Resource } from '../../../src/model/resource.ts'
import { digestsOf, readDigests } from '../../../src/plan/agreed.ts'
import { contentOf } from '../../../src/plan/pull/content.ts'
import { join } from '../../../src/plan/pull/join.ts'
import { asWritten } from '../../../src/plan/pull/written.ts'
import { builtInSchema, wholeSchema } from '../../../src/plan/ssa/built-in/index.ts'
import { withDefaults } from '../../../src/plan/ssa/defaults.ts'
import { rootSchema } from '../../../src/plan/ssa/schema.ts'
import { filledBy } from '../../../src/plan/sync.ts'

const schemaOf = (object: Resource) => rootSchema(builtInSchema(object)!)
const written = (object: Resource): Resource => {
  const schema = schemaOf(object)
  return asWritten(contentOf(object, schema), schema)
}
const update = (fieldsV1: Record<string, unknown>, more: Partial<ManagedFieldsEntry> = {}) => ({
  manager: 'kubectl-create',
  operation: 'Update' as const,
  fieldsV1: { 'f:spec': fieldsV1 },
  ...more,
})

const service = (spec: object, ...managedFields: ManagedFieldsEntry[]): Resource => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's', managedFields },
  spec: { type: 'ClusterIP', internalTrafficPolicy: 'Cluster', sessionAffinity: 'None', ...spec },
})
const deployment = (spec: object, ...managedFields: ManagedFieldsEntry[]): Resource => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', managedFields },
  spec: { revisionHistoryLimit: 10, progressDeadlineSeconds: 600, ...spec },
})

describe('what the server gave it', () => {
  it('is no change of a document, though it goes by what somebody changed', () => {
    const [folder, live] = [
      service({ ports: [{ port: 80 }] }),
      service({ ports: [{ port: 80 }], type: 'LoadBalancer', sessionAffinity: 'ClientIP' }),
    ]
    const schema = schemaOf(folder)
    const full = (object: Resource): Resource => withDefaults(object, schema) as Resource
    const agreed = readDigests(digestsOf(full(folder), schema)!)
    const sides = { folder, filled: full(folder), live: full(live), agreed }
    const { value, conflicts } = join(sides, { schema, force: false, additions: true })
    expect(conflicts).toEqual([])
    expect(value).toEqual(live)
  })

  it('is left out where nobody wrote it', () => {
    const given = { clusterIP: '10.0.0.1', clusterIPs: ['10.0.0.1'], ipFamilies: ['IPv4'] }
    const ports = [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30000 }]
    expect(written(service({ ...given, ports }))['spec']).toEqual({ ports: [{ port: 80 }] })
  })

  it('is kept where somebody did', () => {
    const owned = update({
      'f:clusterIP': {},
      'f:ports': { 'k:{"port":80,"protocol":"TCP"}': { 'f:nodePort': {} } },
    })
    const spec = {
      clusterIP: 'None',
      ports: [{ port: 80, protocol: 'TCP', targetPort: 80, nodePort: 30000 }],
    }
    expect(written(service(spec, owned))['spec']).toEqual({
      clusterIP: 'None',
      ports: [{ port: 80, nodePort: 30000 }],
    })
  })

  it('stays to be compared where the folder has it', () => {
    const live = service({ clusterIP: '10.0.0.1', ports: [] })
    expect(contentOf(live, schemaOf(live), service({ clusterIP: '10.0.0.2' }))['spec']).toMatchObject({
      clusterIP: '10.0.0.1',
    })
  })

  test.each([
    ['a controller', 'kube-controller-manager', undefined],
    ['a person', 'kubectl', 3],
  ])('replicas that were scaled by %s', (_, manager, expected) => {
    const scaled = update({ 'f:replicas': {} }, { manager, subresource: 'scale' })
    expect(written(deployment({ replicas: 3 }, scaled))['spec']).toEqual(
      expected === undefined ? {} : { replicas: expected },
    )
  })
})

describe('a default that depends on what stands beside it', () => {
  const container = (image: string, imagePullPolicy: string) => ({
    image,
    imagePullPolicy,
    name: 'c',
    resources: {},
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
  })
  test.each([
    ['a', 'Always', undefined],
    ['a:latest', 'Always', undefined],
    ['r.example.com:5000/a', 'Always', undefined],
    ['r.example.com:5000/a:1', 'IfNotPresent', undefined],
    ['a@sha256:0', 'IfNotPresent', undefined],
    ['a:1', 'Always', 'Always'],
  ])('the pull policy of %s, %s', (image, policy, expected) => {
    const template = { metadata: {}, spec: { containers: [container(image, policy)] } }
    const [first] = (
      written(deployment({ template }))['spec'] as {
        template: { spec: { containers: { imagePullPolicy?: string }[] } }
      }
    ).template.spec.containers
    expect(Object.entries(first!)[0]).toEqual(['name', 'c'])
    expect(first).toEqual({ name: 'c', image, ...(expected && { imagePullPolicy: expected }) })
  })

  test.each([
    [{ type: 'RollingUpdate', rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%' } }, undefined],
    [
      { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: '25%' } },
      { rollingUpdate: { maxSurge: 1 } },
    ],
    [{ type: 'Recreate' }, { type: 'Recreate' }],
  ])('the strategy %j', (strategy, expected) => {
    expect(written(deployment({ strategy }))['spec']).toEqual(
      expected === undefined ? {} : { strategy: expected },
    )
  })
})

it('what kubectl and the server leave behind is nobody’s', () => {
  const annotations = { 'kubectl.kubernetes.io/restartedAt': '2026-01-01T00:00:00Z' }
  const template = { metadata: { annotations, creationTimestamp: null }, spec: { dnsPolicy: 'ClusterFirst' } }
  expect(written(deployment({ template }))['spec']).toEqual({ template: { spec: {} } })
  const namespace: Resource = {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'n', labels: { 'kubernetes.io/metadata.name': 'n', team: 'a' } },
    spec: { finalizers: ['kubernetes'] },
  }
  expect(written(namespace)).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name: 'n', labels: { team: 'a' } },
  })
})

it('a null, as older servers write, says nothing, nor does it keep the defaults around it', () => {
  const claim = (more: object) => [
    { metadata: { name: 'c', ...more }, spec: { accessModes: ['ReadWriteOnce'] } },
  ]
  const set: Resource = {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 's' },
    spec: {
      podManagementPolicy: 'OrderedReady',
      volumeClaimTemplates: claim({ creationTimestamp: null }).map((one) => ({
        ...one,
        status: { phase: 'Pending' },
      })),
    },
  }
  expect(written(set)['spec']).toEqual({ volumeClaimTemplates: claim({}) })
})

it('a default that only newer servers have is left out, and nothing else at its place', () => {
  const set = (maxUnavailable: unknown): Resource => ({
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: { name: 's', managedFields: [update({ 'f:updateStrategy': {} })] },
    spec: { updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable } } },
  })
  expect(written(set(1))['spec']).toEqual({})
  expect(written(set(2))['spec']).toEqual({ updateStrategy: { rollingUpdate: { maxUnavailable: 2 } } })
  expect(contentOf(set(1), schemaOf(set(1)), set(2))['spec']).toMatchObject(set(1)['spec'] as object)
})

it('the folder’s own fields are compared as the server writes them, and nobody else’s', () => {
  const template = (more: object) => ({ spec: { containers: [{ name: 'a', ...more }] } })
  const own = deployment({ template: template({ resources: { limits: { cpu: '1000m' } } }) })
  const merged = deployment({
    replicas: 5,
    template: {
      spec: {
        containers: [
          { name: 'other' },
          { name: 'a', image: 'x', resources: { limits: { cpu: '1', memory: '1Gi' } } },
        ],
      },
    },
  })
  expect(filledBy(own, merged)['spec']).toMatchObject({
    replicas: 1,
    template: { spec: { containers: [{ name: 'a', resources: { limits: { cpu: '1' } } }] } },
  })
  expect(JSON.stringify(filledBy(own, merged))).not.toMatch(/memory|other|image"/)
})

it('a map without entries, which the server leaves out, is nothing that was agreed on', () => {
  const ports = [{ port: 80, protocol: 'TCP' }]
  const own = service({ ports, selector: {} })
  expect(wholeSchema(own)).toBeUndefined()
  const filled = filledBy(own, service({ ports, type: 'ClusterIP' }))['spec'] as Record<string, unknown>
  expect(filled['ports']).toMatchObject(ports)
  expect(filled['selector']).toBeUndefined()
})
