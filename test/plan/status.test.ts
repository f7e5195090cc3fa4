/** Why an object is in its state, and what else is told of it. */
import { describe, expect, it } from 'vitest'
import { UserError } from '../../src/errors.ts'
import type { Finding } from '../../src/model/finding.ts'
import type { Resource } from '../../src/model/resource.ts'
import type { Phase, Revocation } from '../../src/model/revocation.ts'
import type { Change, ObjectState } from '../../src/model/sync.ts'
import { type StatusContext, statusOf } from '../../src/plan/status.ts'

const ref = { apiVersion: 'agentgateway.dev/v1alpha1', kind: 'MCPBackend', namespace: 'n', name: 'files' }
const context: StatusContext = { findings: [], revocations: [], knew: () => false }
const live: Resource = {
  ...ref,
  metadata: {
    name: 'files',
    namespace: 'n',
    creationTimestamp: '2026-01-01T00:00:00Z',
    labels: { 'agentgw.dev/folder': 'lab', 'kustomize.toolkit.fluxcd.io/name': 'apps' },
    managedFields: [
      { manager: 'kubectl-agentgw', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: {} },
      {
        manager: 'kubectl-edit',
        operation: 'Update',
        time: '2026-01-02T00:00:00Z',
        fieldsV1: { 'f:spec': { 'f:a': {} } },
      },
    ],
  },
}
const why = (object: Partial<ObjectState>, more: Partial<StatusContext> = {}): string =>
  statusOf({ ref, state: 'InSync', changes: [], ...object }, { ...context, ...more }).reason
const change = (by?: Change['by']): Change => ({
  op: 'replace',
  path: 'spec.a',
  field: ['f:spec', 'f:a'],
  ...(by === undefined ? {} : { by }),
})

describe('the reason of each state', () => {
  it('InSync: none', () => {
    expect(why({})).toBe('')
  })

  it('Drifted: how many fields, by whom', () => {
    const changes = [change('folder'), change('folder'), change('cluster'), change('both')]
    expect(why({ state: 'Drifted', changes, live })).toBe(
      '4 fields: 2 changed in the folder, 1 changed in the cluster by kubectl-edit, 1 changed in both by kubectl-edit',
    )
    expect(why({ state: 'Drifted', changes: [change()], live })).toBe('1 field')
  })

  it('OnlyInFolder: whether it ever stood there', () => {
    expect(why({ state: 'OnlyInFolder' })).toBe('it was never applied')
    expect(why({ state: 'OnlyInFolder' }, { knew: () => true })).toBe('somebody deleted it in the cluster')
  })

  it('OnlyInCluster: why it stays, or that it may go', () => {
    expect(why({ state: 'OnlyInCluster' })).toContain('it has left the folder')
    expect(why({ state: 'OnlyInCluster', kept: 'Flux holds it' })).toBe('Flux holds it')
  })

  it('Invalid: the first finding of it', () => {
    const finding = (name: string): Finding => ({
      code: 'unknown-field',
      severity: 'error',
      stage: 'schema',
      message: `${name} is odd`,
      resource: { ...ref, name },
    })
    const findings = [finding('other'), finding('files'), finding('files')]
    expect(why({ state: 'Invalid' }, { findings })).toBe('files is odd [unknown-field], and 1 more finding')
  })

  it('what stands in the way comes first', () => {
    const problem = new UserError('stands-again', 'it stands again')
    expect(why({ state: 'Revoked', problem })).toBe('it stands again')
  })
})

it('tells age, owners and the last write of what stands', () => {
  expect(statusOf({ ref, state: 'InSync', changes: [], live }, context)).toMatchObject({
    acceptance: { accepted: 'Unknown', reason: 'no controller' },
    created: '2026-01-01T00:00:00Z',
    belonging: { folder: 'lab', others: [{ tool: 'Flux', kind: 'Kustomization', name: 'apps' }] },
    lastWrite: { manager: 'kubectl-edit', time: '2026-01-02T00:00:00Z' },
  })
  expect(statusOf({ ref, state: 'OnlyInFolder', changes: [] }, context)).not.toHaveProperty('acceptance')
  const service = { apiVersion: 'v1', kind: 'Service', name: 'a' }
  expect(statusOf({ ref: service, state: 'InSync', changes: [], live }, context)).not.toHaveProperty(
    'acceptance',
  )
})

it('tells the last revocation that holds it, and of parts each', () => {
  const revocation = (id: string, phase: Phase, part?: object): Revocation => ({
    id,
    reason: 'r',
    who: 'alice',
    when: 'w',
    state: 'revoked',
    targets: [{ ref, because: 'named', cluster: phase, ...(part === undefined ? {} : { part }) }],
  })
  const revocations = [
    revocation('1', 'removed'),
    revocation('2', 'restored'),
    revocation('3', 'removed', { tool: 'write_*' }),
    revocation('4', 'removed', { drill: true }),
  ]
  expect(statusOf({ ref, state: 'Revoked', changes: [] }, { ...context, revocations })).toMatchObject({
    revoked: { id: '1', who: 'alice' },
    revokedParts: [{ id: '3', part: { tool: 'write_*' } }],
  })
})
