/** Objects of a gateway in few words, for tests of what is told of one. */
import type { OverviewEntry } from '../../src/model/overview.ts'
import { KINDS } from '../../src/model/kinds.ts'
import { groupOf, type Resource } from '../../src/model/resource.ts'
import type { ClusterRecord } from '../../src/model/revocation.ts'
import { overviewOf } from '../../src/plan/overview.ts'

const apiVersionOf = (kind: string): string => KINDS.find((one) => one.kind === kind)?.apiVersion ?? 'v1'

export const object = (kind: string, name: string, spec: unknown = {}, metadata: object = {}): Resource => ({
  apiVersion: apiVersionOf(kind),
  kind,
  metadata: { name, namespace: 'here', creationTimestamp: '2026-01-01T00:00:00Z', ...metadata },
  spec,
})

export const to = (kind: string, name: string, more: object = {}): object => ({
  group: groupOf(apiVersionOf(kind)),
  kind,
  name,
  ...more,
})

export const route = (
  kind: string,
  name: string,
  parents: readonly object[],
  ...backends: readonly object[]
): Resource =>
  object(kind, name, {
    parentRefs: parents,
    rules: [{ matches: [{ path: { type: 'PathPrefix', value: `/${name}` } }], backendRefs: backends }],
  })

export const revocation = (...stored: readonly Resource[]): ClusterRecord => ({
  id: '20260101-000000-abcdef',
  who: 'alice',
  when: '2026-01-02T00:00:00Z',
  reason: 'reads too much',
  targets: stored.map(({ metadata: { creationTimestamp: _, ...metadata }, ...rest }) => ({
    ref: { ...metadata, apiVersion: rest.apiVersion, kind: rest.kind },
    phase: 'removed',
    because: 'named',
    stored: { ...rest, metadata },
  })),
})

/** Of a cluster that holds these objects and no others; Services are not told of by themselves. */
export const entriesOf = (
  objects: readonly Resource[],
  records: readonly ClusterRecord[] = [],
): OverviewEntry[] =>
  overviewOf({
    objects: objects.filter(({ kind }) => kind !== 'Service'),
    besides: objects
      .filter(({ kind }) => kind === 'Service')
      .map(({ metadata }) => `/Service/${metadata.namespace ?? ''}/${metadata.name}`),
    records,
    knows: (group, kind) => KINDS.some((one) => one.kind === kind && groupOf(one.apiVersion) === group),
  })
