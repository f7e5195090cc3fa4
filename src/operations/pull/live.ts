/** What stands in a cluster of the kinds and in the namespaces that a pull looks at. */
import type { Cluster } from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import { kindKey } from '../../model/kinds.ts'
import { mapSome } from '../../model/map-some.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import type { PulledKind } from '../../plan/pull/kinds.ts'
import type { Schema } from '../../plan/ssa/schema.ts'
import { kindSchemas } from '../kind-schemas.ts'
import { isNamespaced } from '../placed.ts'

export interface Standing {
  /** By refKey. */
  readonly objects: ReadonlyMap<string, Resource>
  /** By `apiVersion kind`: of which nothing is known, and why. */
  readonly unseen: ReadonlyMap<string, ClusterError>
  /** By `apiVersion kind`; undefined where the API server alone knows. */
  readonly schemas: ReadonlyMap<string, Schema | undefined>
}

/** `namespaces`: undefined for all. Throws a ClusterError where the cluster does not answer. */
export const readStanding = async (
  cluster: Cluster,
  kinds: readonly PulledKind[],
  namespaces: readonly string[] | undefined,
): Promise<Standing> => {
  const objects = new Map<string, Resource>()
  const unseen = new Map<string, ClusterError>()
  const schemas = new Map<string, Schema | undefined>()
  const schemaOf = kindSchemas(cluster)
  await mapSome(kinds, async (kind) => {
    const key = kindKey(kind)
    const { apiVersion, kind: name } = kind
    try {
      const isEverywhere = !(await isNamespaced(cluster, kind))
      for (const namespace of isEverywhere ? [undefined] : (namespaces ?? [undefined]))
        for (const object of await cluster.list({ apiVersion, kind: name }, { namespace }))
          objects.set(refKey(refOf(object)), object)
      schemas.set(key, await schemaOf({ apiVersion, kind: name }))
    } catch (error) {
      if (!isClusterError(error, 'kind-not-served') && !isClusterError(error, 'forbidden')) throw error
      unseen.set(key, error)
    }
  })
  return { objects, unseen, schemas }
}
