import { describe, expect, it } from 'vitest'
import type { FileEdit } from '../../src/model/file-edit.ts'
import { refKey, refOf, type Resource } from '../../src/model/resource.ts'
import type {
  ClusterRecord,
  FolderRecord,
  Phase,
  RevocationHead,
  StashedPiece,
} from '../../src/model/revocation.ts'
import { recordable } from '../../src/model/same-object.ts'
import { planRevoke, type RevokeInput } from '../../src/plan/revoke.ts'
import { settle } from '../../src/plan/settle.ts'
import { backend, route } from '../fixtures/objects.ts'

const head: RevocationHead = { id: 'new', reason: 'test', who: 'me', when: '2026-01-02T00:00:00Z' }
const old: RevocationHead = { ...head, id: 'old', when: '2026-01-01T00:00:00Z' }

const PLAIN = { denials: undefined, locks: undefined } as const

const live = (object: Resource, resourceVersion = '1'): Resource => ({
  ...object,
  metadata: { ...object.metadata, uid: `uid-${object.metadata.name}`, resourceVersion },
})
const liveMap = (...objects: Resource[]): Map<string, Resource> =>
  new Map(objects.map((object) => [refKey(refOf(object)), live(object)]))
const named = (...objects: Resource[]): RevokeInput['targets'] =>
  objects.map((object) => ({ ref: refOf(object), because: 'named' }))
const clusterRecord = (of: RevocationHead, phase: Phase, ...objects: Resource[]): ClusterRecord => ({
  ...of,
  targets: objects.map((object) => ({
    ref: refOf(object),
    because: 'named',
    phase,
    stored: recordable(object),
  })),
})
const outline = (input: Omit<RevokeInput, 'head'>): string[][] =>
  planRevoke({ head, ...input }).stages.map((stage) =>
    stage.map((step) => {
      if (step.do === 'record-in-cluster' || step.do === 'record-in-folder')
        return `${step.do} ${step.record.id} ${step.record.targets.map(({ ref, phase }) => `${ref.kind}:${phase}`).join(',')}`
      if (step.do === 'delete') return `delete ${step.ref.kind} ${step.seen.metadata.resourceVersion}`
      return step.do === 'edit-file' ? `edit ${step.edit.path}` : step.do
    }),
  )

describe('planRevoke', () => {
  const fs = backend('fs')
  const way = route('fs', ['fs'])

  it('records first, then deletes routes, then backends, then edits the folder', () => {
    const edit: FileEdit = { path: '/m/fs.yaml', before: 'x', after: undefined }
    const stored: StashedPiece[] = [{ file: 'm/fs.yaml', piece: { text: 'x', before: '', after: '' } }]
    const pieces = new Map([fs, way].map((object) => [refKey(refOf(object)), stored]))
    expect(
      outline({
        targets: named(fs, way),
        folder: { records: [], edits: [edit], pieces, holds: () => true },
        cluster: { records: [], live: liveMap(fs, way), ...PLAIN },
      }),
    ).toEqual([
      [
        'record-in-folder new MCPBackend:recorded,AIRoute:recorded',
        'record-in-cluster new MCPBackend:recorded,AIRoute:recorded',
      ],
      ['delete AIRoute 1'],
      ['delete MCPBackend 1'],
      ['edit /m/fs.yaml'],
    ])
  })

  it('goes on with the record that was begun, whatever has been edited since', () => {
    const edited = { ...fs, spec: { mcp: { stdio: { cmd: 'node' } } } }
    const cluster = { records: [clusterRecord(old, 'recorded', fs)], live: liveMap(edited), ...PLAIN }
    const [records] = planRevoke({ head, targets: named(fs), cluster }).stages
    expect(records).toMatchObject([
      { do: 'record-in-cluster', record: { id: 'old', targets: [{ stored: { spec: edited.spec } }] } },
    ])
  })

  it('takes the old record again for what came back unchanged, and a new one for what came back otherwise', () => {
    const removed = [clusterRecord(old, 'removed', fs)]
    expect(
      outline({ targets: named(fs), cluster: { records: removed, live: liveMap(fs), ...PLAIN } })[0],
    ).toEqual(['record-in-cluster old MCPBackend:recorded'])
    const other = { ...fs, spec: { mcp: { stdio: { cmd: 'node' } } } }
    expect(
      outline({ targets: named(fs), cluster: { records: removed, live: liveMap(other), ...PLAIN } })[0],
    ).toEqual(['record-in-cluster new MCPBackend:recorded'])
  })

  it('takes the id under which the other side has begun', () => {
    const pieces = new Map([
      [refKey(refOf(fs)), [{ file: 'f', piece: { text: 'x', before: '', after: '' } }]],
    ])
    const cluster = {
      records: [clusterRecord(old, 'recorded', fs)],
      live: new Map<string, Resource>(),
      ...PLAIN,
    }
    const folder = { records: [], edits: [], pieces, holds: () => true }
    expect(outline({ targets: named(fs), folder, cluster })[0]).toEqual([
      'record-in-folder old MCPBackend:recorded',
    ])
  })

  it('has nothing to do where nothing stands', () => {
    expect(outline({ targets: named(fs), cluster: { records: [], live: new Map(), ...PLAIN } })).toEqual([])
  })
})

describe('settle', () => {
  const fs = backend('fs')
  const keys = new Set([refKey(refOf(fs))])

  it('calls removed what was seen gone, and leaves what still stands', () => {
    const records = [clusterRecord(head, 'recorded', fs)]
    expect(settle(records, keys, () => 'removed')).toMatchObject([{ targets: [{ phase: 'removed' }] }])
    expect(settle(records, keys, ({ phase }) => phase)).toEqual([])
  })

  it.each(['removed', 'kept'] as const)('supersedes the older of two records of one object (%s)', (phase) => {
    const records = [clusterRecord(old, phase, fs), clusterRecord(head, 'recorded', fs)]
    expect(settle(records, keys, () => 'removed')).toMatchObject([
      { id: 'old', targets: [{ phase: 'superseded' }] },
      { id: 'new', targets: [{ phase: 'removed' }] },
    ])
  })

  it.each(['restored', 'kept'] as const)('calls %s what was seen so, and says by whom', (phase) => {
    const restored = { who: 'you', when: '2026-01-03T00:00:00Z' }
    const records: FolderRecord[] = [
      { ...head, targets: [{ ref: refOf(fs), because: 'named', phase: 'removed', stored: [] }] },
    ]
    expect(settle(records, keys, () => phase, restored)).toMatchObject([{ restored, targets: [{ phase }] }])
    expect(settle(records, new Set(), () => phase, restored)).toEqual([])
  })
})

describe('a model that was denied on its routes already', () => {
  const model: Resource = {
    apiVersion: 'agentgateway.dev/v1alpha1',
    kind: 'AgentgatewayBackend',
    metadata: { name: 'gpt', namespace: backend('x').metadata.namespace! },
    spec: { ai: { provider: { openai: {} } } },
  }
  const way = (name: string): Resource => ({
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name, namespace: model.metadata.namespace! },
    spec: { rules: [{ backendRefs: [{ group: 'agentgateway.dev', kind: model.kind, name: 'gpt' }] }] },
  })
  const denied = (standing: readonly Resource[], ...routes: Resource[]): Resource[] =>
    planRevoke({
      head,
      targets: named(model, ...routes),
      cluster: {
        records: [],
        live: liveMap(model, ...routes),
        denials: new Map(standing.map((policy) => [refKey(refOf(policy)), policy])),
        locks: undefined,
      },
    })
      .stages.flat()
      .flatMap((step) => (step.do === 'deny' ? [step.resource] : []))
  const refsIn = ({ spec }: Resource): string[] =>
    (spec as { targetRefs: { name: string }[] }).targetRefs.map(({ name }) => name)
  const first = denied([], way('a'), way('b'))

  it('is not denied again while its routes go', () => {
    expect(first.map(refsIn)).toEqual([['a', 'b']])
    expect(denied(first, way('b'))).toEqual([])
  })

  it('is denied on a route that came since, beside the policy that is locked', () => {
    const more = denied(first, way('b'), way('c'))
    expect(more.map(refsIn)).toEqual([['c']])
    expect(more[0]?.metadata.name).toBe(`${first[0]?.metadata.name}-1`)
    expect(denied([...first, ...more], way('a'), way('c'))).toEqual([])
  })

  it('is denied beside a policy of that name that denies something else', () => {
    const weak: Resource = { ...first[0]!, spec: { ...(first[0]!['spec'] as object), traffic: {} } }
    expect(denied([weak], way('a')).map(({ metadata }) => metadata.name)).toEqual([
      `${first[0]?.metadata.name}-1`,
    ])
  })
})
