import { describe, expect, it } from 'vitest'
import type { ManagedFieldsEntry, ObjectMeta, Resource } from '../../src/model/resource.ts'
import { dropped, leftOver } from '../../src/plan/left-over.ts'
import { guardPrune } from '../../src/plan/prune-guard.ts'

const APPLIED: ManagedFieldsEntry = {
  manager: 'kubectl-agentgw',
  operation: 'Apply',
  fieldsV1: { 'f:metadata': { 'f:labels': { 'f:agentgw.dev/folder': {} } } },
}

const live = (metadata: Partial<ObjectMeta> = {}, kind = 'MCPBackend'): Resource => ({
  apiVersion: 'agentgateway.dev/v1alpha1',
  kind,
  metadata: {
    name: 'x',
    namespace: 'n',
    managedFields: [APPLIED],
    ...metadata,
    labels: { 'agentgw.dev/folder': 'lab', ...metadata.labels },
  },
})

describe('what is left over', () => {
  it('goes, where the folder applied it', () => {
    expect(leftOver(live())).toMatchObject({
      state: 'OnlyInCluster',
      changes: [{ op: 'remove', path: '' }],
    })
    expect(leftOver(live())).not.toHaveProperty('kept')
  })

  const keeps = (name: string, object: Resource, why: RegExp): void => {
    it(`stays, where ${name}`, () => {
      const state = leftOver(object)
      expect(state).toMatchObject({ state: 'OnlyInCluster', changes: [] })
      expect(state?.kept).toMatch(why)
    })
  }
  keeps('only the label was copied', live({ managedFields: [] }), /not applied by this program/)
  keeps(
    'the label was written by hand',
    live({ managedFields: [{ ...APPLIED, manager: 'kubectl-edit', operation: 'Update' }] }),
    /not applied by this program/,
  )
  keeps(
    'Helm holds it',
    live({
      annotations: { 'meta.helm.sh/release-name': 'gw', 'meta.helm.sh/release-namespace': 'n' },
    }),
    /Helm holds it/,
  )
  keeps(
    'Flux holds it',
    live({
      labels: {
        'kustomize.toolkit.fluxcd.io/name': 'apps',
        'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
      },
    }),
    /Flux holds it/,
  )
  keeps(
    'another object owns it',
    live({ ownerReferences: [{ apiVersion: 'v1', kind: 'Thing', name: 'above', uid: 'u' }] }),
    /Thing above owns it/,
  )
  keeps('more than itself would go', live({}, 'Namespace'), /what it contains/)

  it('is nothing that is going already', () => {
    expect(leftOver(live({ deletionTimestamp: '2026-01-01T00:00:00Z' }))).toBeUndefined()
  })
})

describe("what is no folder's any more", () => {
  const unlabelled = (object: Resource): Resource => ({
    ...object,
    metadata: { ...object.metadata, labels: {} },
  })

  it('was pulled, where this program never applied it', () => {
    expect(dropped(unlabelled(live({ managedFields: [] })))?.kept).toMatch(/pulled and never applied/)
  })

  it('lost its label, where this program applied it', () => {
    expect(dropped(unlabelled(live()))?.kept).toMatch(/took its label agentgw.dev\/folder off/)
  })
})

describe('a prune', () => {
  const guard = (going: number, staying: number, held: number, answer?: boolean, empty = false) =>
    guardPrune(
      { going, staying, held, from: 'the cluster', by: 'the folder' },
      { empty, confirm: answer === undefined ? undefined : () => Promise.resolve(answer) },
    )

  it('of up to a half goes on', async () => {
    await guard(1, 1, 1)
    await guard(0, 0, 0)
  })

  it('of more needs somebody who says so', async () => {
    await expect(guard(2, 1, 1)).rejects.toMatchObject({ code: 'prune-many' })
    await expect(guard(2, 1, 1, false)).rejects.toMatchObject({ code: 'prune-many' })
    await guard(2, 1, 1, true)
  })

  it('of everything for an empty folder needs that said, too', async () => {
    await expect(guard(2, 0, 0, true)).rejects.toMatchObject({ code: 'prune-everything' })
    await guard(2, 0, 0, undefined, true)
  })
})
