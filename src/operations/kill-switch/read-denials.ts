/** The policies of revocations, as the cluster has them. */
import type { Cluster } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import { POLICY, REVOCATION_LABEL } from '../../model/deny.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'

export interface DenialsSeen {
  /** By refKey; undefined where the cluster does not know such policies. */
  readonly denials: ReadonlyMap<string, Resource> | undefined
  /** Of `namespaces`, those of which the user may list none. */
  readonly hidden: readonly string[]
}

/** Undefined where the user may not list them. */
const listIn = async (cluster: Cluster, namespace?: string): Promise<Resource[] | undefined> => {
  try {
    return await cluster.list(POLICY, { namespace, selector: REVOCATION_LABEL })
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return undefined
    throw error
  }
}

/** `namespaces`: where to look one by one, if not everywhere at once. */
export const readDenials = async (
  cluster: Cluster,
  namespaces: () => Promise<readonly string[]>,
): Promise<DenialsSeen> => {
  const seen = (policies: readonly Resource[], hidden: readonly string[]): DenialsSeen => ({
    denials: new Map(policies.map((policy) => [refKey(refOf(policy)), policy])),
    hidden,
  })
  try {
    const everywhere = await listIn(cluster)
    if (everywhere !== undefined) return seen(everywhere, [])
    // The API server refuses before it says that it does not know the kind.
    if (!(await cluster.serves(POLICY))) return { denials: undefined, hidden: [] }
    const places = await namespaces()
    const each = await Promise.all(places.map((namespace) => listIn(cluster, namespace)))
    return seen(
      each.flatMap((one) => one ?? []),
      places.filter((_, i) => each[i] === undefined),
    )
  } catch (error) {
    if (isClusterError(error, 'kind-not-served')) return { denials: undefined, hidden: [] }
    throw error
  }
}
