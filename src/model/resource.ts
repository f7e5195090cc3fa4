/** A Kubernetes object as manifests and the API hold it, and the names by which objects are known. */

export interface OwnerReference {
  readonly apiVersion: string
  readonly kind: string
  readonly name: string
  readonly uid: string
}

export interface ManagedFieldsEntry {
  readonly manager?: string
  readonly operation?: 'Apply' | 'Update'
  readonly apiVersion?: string
  readonly subresource?: string
  readonly time?: string
  readonly fieldsV1?: Record<string, unknown>
}

export interface ObjectMeta {
  readonly name: string
  readonly namespace?: string
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly uid?: string
  readonly resourceVersion?: string
  readonly generation?: number
  readonly creationTimestamp?: string
  readonly deletionTimestamp?: string
  readonly ownerReferences?: readonly OwnerReference[]
  readonly finalizers?: readonly string[]
  readonly managedFields?: readonly ManagedFieldsEntry[]
}

export interface Resource {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: ObjectMeta
  readonly [field: string]: unknown
}

/** What names one object: `namespace` is absent for cluster-scoped kinds. */
export interface ResourceRef {
  readonly apiVersion: string
  readonly kind: string
  readonly namespace?: string
  readonly name: string
}

/** The API group of an apiVersion; the core group is the empty string. */
export const groupOf = (apiVersion: string): string => {
  const slash = apiVersion.indexOf('/')
  return slash < 0 ? '' : apiVersion.slice(0, slash)
}

/** The reference to an object; `namespace` is the one to assume where the object names none. */
export const refOf = (resource: Resource, namespace?: string): ResourceRef => {
  const ns = resource.metadata.namespace ?? namespace
  return {
    apiVersion: resource.apiVersion,
    kind: resource.kind,
    name: resource.metadata.name,
    ...(ns === undefined ? {} : { namespace: ns }),
  }
}

/** The identity of an object whatever the version: `group/Kind/namespace/name`. */
export const refKey = (ref: ResourceRef): string =>
  `${groupOf(ref.apiVersion)}/${ref.kind}/${ref.namespace ?? ''}/${ref.name}`

/** How a person reads it: `mcpbackend/filesystem`. */
export const refLabel = (ref: ResourceRef): string => `${ref.kind.toLowerCase()}/${ref.name}`

/** How a person names it to a command: `mcpbackend/filesystem -n tools`. */
export const refWords = (ref: ResourceRef): string =>
  `${refLabel(ref)}${ref.namespace === undefined ? '' : ` -n ${ref.namespace}`}`
