/** Reads the objects of some kinds, and keeps apart what may not be seen and what the cluster does not know. */
import type { Cluster, ListOptions } from '../../model/cluster.ts'
import { ClusterError, isClusterError } from '../../model/cluster-error.ts'
import type { Kind } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'

/** A kind that the cluster serves and the user may not list. */
export interface Unseen {
  readonly kind: Kind
  readonly error: ClusterError
}

export interface ReadKind {
  readonly kind: Kind
  readonly objects: readonly Resource[]
  /** Where all objects of the kind were seen: everywhere, in one namespace, or nowhere. */
  readonly seen: 'everywhere' | 'nowhere' | { readonly namespace: string }
  readonly served: boolean
  readonly error?: ClusterError
  /** That it is not served, as the cluster says it. */
  readonly absent?: ClusterError
}

/** Whoever may not list a kind is told so, too, where there is no such kind. */
const isServed = async (cluster: Cluster, kind: Kind): Promise<boolean> => {
  try {
    return await cluster.serves(kind)
  } catch (error) {
    if (!(error instanceof ClusterError)) throw error
    return true
  }
}

const seenBy = (kind: Kind, { namespace, selector }: ListOptions): ReadKind['seen'] => {
  if (selector !== undefined) return 'nowhere'
  return namespace === undefined || !kind.namespaced ? 'everywhere' : { namespace }
}

export interface ReadOptions extends ListOptions {
  /** The namespace to be content with where not all may be seen. */
  readonly otherwise?: string | undefined
}

/** Throws a ClusterError unless it is only that the kind is not served or may not be listed. */
export const readKind = async (
  cluster: Cluster,
  kind: Kind,
  { otherwise, ...options }: ReadOptions,
): Promise<ReadKind> => {
  try {
    const objects = await cluster.list(kind, options)
    return { kind, objects, seen: seenBy(kind, options), served: true }
  } catch (error) {
    if (isClusterError(error, 'kind-not-served'))
      return { kind, objects: [], seen: 'everywhere', served: false, absent: error }
    if (!isClusterError(error, 'forbidden')) throw error
    if (options.namespace === undefined && otherwise !== undefined)
      return readKind(cluster, kind, { ...options, namespace: otherwise })
    const served = await isServed(cluster, kind)
    if (!served) return { kind, objects: [], seen: 'everywhere', served }
    return { kind, objects: [], seen: 'nowhere', served, error }
  }
}
