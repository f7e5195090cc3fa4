/** Objects as Flux, Argo CD and Helm leave them. */
import { describe, expect, it } from 'vitest'
import { type ManagedFieldsEntry, type Resource, refKey, refOf } from '../../src/model/resource.ts'
import { gitChange } from '../../src/plan/git-change.ts'
import { ownersOf } from '../../src/plan/owners.ts'
import { backend, NAMESPACE, route } from '../fixtures/objects.ts'

const applied = (manager: string, subresource?: string): ManagedFieldsEntry => ({
  manager,
  operation: 'Apply',
  apiVersion: 'agentgateway.dev/v1alpha1',
  ...(subresource === undefined ? {} : { subresource }),
})

const byFlux = (object: Resource, name: string): Resource => ({
  ...object,
  metadata: {
    ...object.metadata,
    labels: {
      'kustomize.toolkit.fluxcd.io/name': name,
      'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
    },
    managedFields: [applied('kustomize-controller')],
  },
})

const TRACKING = 'argocd.argoproj.io/tracking-id'
const own = `agentgateway.dev/MCPBackend:${NAMESPACE}/fs`

describe('ownersOf', () => {
  it.each<[string, Partial<Resource['metadata']>, unknown[]]>([
    [
      'nobody',
      {
        labels: { team: 'platform' },
        managedFields: [applied('kubectl-agentgw'), applied('kubectl-client-side-apply')],
      },
      [],
    ],
    [
      'a Kustomization of Flux',
      byFlux(backend('fs'), 'apps').metadata,
      [{ tool: 'Flux', kind: 'Kustomization', name: 'apps', namespace: 'flux-system' }],
    ],
    [
      'a HelmRelease of Flux, whose Helm release is its own',
      {
        labels: {
          'app.kubernetes.io/managed-by': 'Helm',
          'helm.toolkit.fluxcd.io/name': 'tools',
          'helm.toolkit.fluxcd.io/namespace': 'apps',
        },
        annotations: {
          'meta.helm.sh/release-name': 'apps-tools',
          'meta.helm.sh/release-namespace': NAMESPACE,
        },
        managedFields: [applied('helm-controller')],
      },
      [{ tool: 'Flux', kind: 'HelmRelease', name: 'tools', namespace: 'apps' }],
    ],
    [
      'an Application, by its tracking id',
      { annotations: { [TRACKING]: `tools:${own}` }, managedFields: [applied('argocd-controller')] },
      [{ tool: 'Argo CD', kind: 'Application', name: 'tools' }],
    ],
    [
      'an Application in another namespace than Argo CD',
      { annotations: { [TRACKING]: `team-a_tools:${own}` } },
      [{ tool: 'Argo CD', kind: 'Application', name: 'tools', namespace: 'team-a' }],
    ],
    [
      'nobody, where the tracking id was copied from another object',
      { annotations: { [TRACKING]: `tools:/Service:${NAMESPACE}/fs` } },
      [],
    ],
    [
      'an Application, by its label and manager',
      {
        labels: { 'app.kubernetes.io/instance': 'tools' },
        managedFields: [applied('argocd-application-controller')],
      },
      [{ tool: 'Argo CD', kind: 'Application', name: 'tools' }],
    ],
    [
      'nobody, where only the label is there, which any chart sets',
      { labels: { 'app.kubernetes.io/instance': 'tools' } },
      [],
    ],
    [
      'a Helm release',
      {
        labels: { 'app.kubernetes.io/managed-by': 'Helm', 'app.kubernetes.io/instance': 'tools' },
        annotations: { 'meta.helm.sh/release-name': 'tools', 'meta.helm.sh/release-namespace': 'apps' },
        managedFields: [applied('helm')],
      },
      [{ tool: 'Helm', kind: 'Release', name: 'tools', namespace: 'apps' }],
    ],
    [
      'a Kustomization, by the manager alone',
      { managedFields: [applied('kustomize-controller')] },
      [{ tool: 'Flux', kind: 'Kustomization' }],
    ],
    [
      'a HelmRelease, by the manager alone',
      { managedFields: [applied('helm-controller')] },
      [{ tool: 'Flux', kind: 'HelmRelease' }],
    ],
    [
      'an Application, by the manager alone',
      { managedFields: [applied('argocd-controller')] },
      [{ tool: 'Argo CD', kind: 'Application' }],
    ],
    [
      'a Helm release, by the manager alone',
      { managedFields: [applied('helm')] },
      [{ tool: 'Helm', kind: 'Release' }],
    ],
    [
      'nobody, where a tool wrote the status alone',
      { managedFields: [applied('argocd-controller', 'status')] },
      [],
    ],
  ])('%s', (_, metadata, owners) => {
    expect(ownersOf(backend('fs', metadata))).toEqual(owners)
  })

  it('tells two tools that both hold an object', () => {
    const both = byFlux(backend('fs', {}), 'apps')
    const annotations = { [TRACKING]: `tools:${own}` }
    expect(
      ownersOf({ ...both, metadata: { ...both.metadata, annotations } }).map(({ tool }) => tool),
    ).toEqual(['Flux', 'Argo CD'])
  })
})

describe('gitChange', () => {
  const objects = [
    byFlux(backend('fs'), 'apps'),
    byFlux(route('fs', ['fs']), 'apps'),
    byFlux(backend('other'), 'more'),
    backend('free'),
  ]
  const targets = objects.map((object) => ({ ref: refOf(object) }))
  const input = {
    targets,
    objects: new Map(objects.map((object) => [refKey(refOf(object)), object])),
    filesOf: (key: string) => (key.includes('/fs') ? ['manifests/fs.yaml'] : []),
  }

  it('is one for each owner, with its documents and the files of this folder', () => {
    expect(gitChange(input)).toMatchObject([
      {
        owner: { name: 'apps' },
        documents: [
          { ref: { kind: 'MCPBackend', name: 'fs' }, files: ['manifests/fs.yaml'] },
          { ref: { kind: 'AIRoute', name: 'fs' }, files: ['manifests/fs.yaml'] },
        ],
        pause: ['flux suspend kustomization apps -n flux-system'],
        resume: ['flux resume kustomization apps -n flux-system'],
      },
      { owner: { name: 'more' }, documents: [{ ref: { name: 'other' }, files: [] }] },
    ])
  })

  it('is none for a part of an object, which stays as its source says', () => {
    expect(
      gitChange({ ...input, targets: targets.map((target) => ({ ...target, part: { tool: 'x' } })) }),
    ).toEqual([])
  })
})

describe('a name that could not be an object', () => {
  it.each([
    { annotations: { [TRACKING]: `$(id):${own}` } },
    { annotations: { [TRACKING]: `a; id_x:${own}` } },
    { annotations: { 'meta.helm.sh/release-name': '`id`', 'meta.helm.sh/release-namespace': 'x' } },
    { annotations: { 'meta.helm.sh/release-name': 'x', 'meta.helm.sh/release-namespace': 'x\nid' } },
  ])('%j gets into no command', (metadata) => {
    const object = backend('fs')
    expect(ownersOf({ ...object, metadata: { ...object.metadata, ...metadata } })).toEqual([])
  })
})
