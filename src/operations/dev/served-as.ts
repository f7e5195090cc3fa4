import { API_VERSION } from '../../model/kinds.ts'
import type { ResourceRef } from '../../model/resource.ts'

export const isBackend = (ref: Pick<ResourceRef, 'apiVersion' | 'kind'>): boolean =>
  ref.kind === 'MCPBackend' && ref.apiVersion === API_VERSION

/** The name under which an MCPBackend is served: with its namespace where that is not the folder's own. */
export const servedAs = (ref: ResourceRef, namespace: string): string =>
  ref.namespace === undefined || ref.namespace === namespace ? ref.name : `${ref.namespace}.${ref.name}`
