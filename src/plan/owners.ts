/**
 * Who syncs an object: what Flux, Argo CD and Helm write into it. Labels and annotations say which one it is; where
 * there are none, the managers of its fields still tell the tool.
 */
import type { Owner } from '../model/owner.ts'
import { groupOf, type Resource } from '../model/resource.ts'

/** Of what can be an object. Annotations hold any text, and these names get into commands that people copy. */
const NAME = /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/i

const named = (
  tool: Owner['tool'],
  kind: Owner['kind'],
  name: string | undefined,
  namespace: string | undefined,
): Owner[] => {
  if (name === undefined || !NAME.test(name)) return []
  if (namespace === undefined || namespace === '') return [{ tool, kind, name }]
  return NAME.test(namespace) ? [{ tool, kind, name, namespace }] : []
}

/**
 * `APP:GROUP/KIND:NAMESPACE/NAME`, where APP is `NAMESPACE_NAME` for an Application outside of Argo CD's own namespace.
 * An id that names another object was copied with the annotations, and means nothing.
 */
const byTrackingId = (object: Resource): Owner[] => {
  const id = object.metadata.annotations?.['argocd.argoproj.io/tracking-id'] ?? ''
  const [app = '', kind, place] = id.split(':')
  const own = `${groupOf(object.apiVersion)}/${object.kind}`
  if (kind !== own || place !== `${object.metadata.namespace ?? ''}/${object.metadata.name}`) return []
  const at = app.indexOf('_')
  return named('Argo CD', 'Application', app.slice(at + 1), at < 0 ? undefined : app.slice(0, at))
}

const fluxLabels = (object: Resource, group: string, kind: Owner['kind']): Owner[] => {
  const { labels } = object.metadata
  return named('Flux', kind, labels?.[`${group}/name`], labels?.[`${group}/namespace`])
}

const ARGO_MANAGERS = ['argocd-controller', 'argocd-application-controller']

const managersOf = ({ metadata }: Resource): Set<string> =>
  new Set(
    (metadata.managedFields ?? [])
      .filter(({ subresource }) => subresource === undefined || subresource === '')
      .flatMap(({ manager }) => manager ?? []),
  )

const argoOf = (object: Resource, managers: ReadonlySet<string>): Owner[] => {
  const tracked = byTrackingId(object)
  if (tracked.length > 0 || !ARGO_MANAGERS.some((manager) => managers.has(manager))) return tracked
  // The label is one that anybody sets; beside Argo CD's own manager it is how it tracks objects by label.
  const instance = object.metadata.labels?.['app.kubernetes.io/instance']
  const found = named('Argo CD', 'Application', instance, undefined)
  return found.length > 0 ? found : [{ tool: 'Argo CD', kind: 'Application' }]
}

/** None for an object that nothing syncs, as far as it shows. */
export const ownersOf = (object: Resource): Owner[] => {
  const managers = managersOf(object)
  const orBy = (found: Owner[], manager: string, owner: Owner): Owner[] =>
    found.length > 0 || !managers.has(manager) ? found : [owner]
  const { annotations } = object.metadata
  const kustomization = orBy(
    fluxLabels(object, 'kustomize.toolkit.fluxcd.io', 'Kustomization'),
    'kustomize-controller',
    { tool: 'Flux', kind: 'Kustomization' },
  )
  const helmRelease = orBy(fluxLabels(object, 'helm.toolkit.fluxcd.io', 'HelmRelease'), 'helm-controller', {
    tool: 'Flux',
    kind: 'HelmRelease',
  })
  const release = named(
    'Helm',
    'Release',
    annotations?.['meta.helm.sh/release-name'],
    annotations?.['meta.helm.sh/release-namespace'],
  )
  return [
    ...kustomization,
    ...helmRelease,
    ...argoOf(object, managers),
    // The release of a HelmRelease is that one's own.
    ...(helmRelease.length > 0 ? [] : orBy(release, 'helm', { tool: 'Helm', kind: 'Release' })),
  ]
}
