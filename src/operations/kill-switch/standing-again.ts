/** Which revoked objects stand in the cluster all the same. */
import type { Cluster, KindRef } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import { type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import type { Revocation, RevokedTarget } from '../../model/revocation.ts'

interface Place {
  readonly kind: KindRef
  readonly namespace: string | undefined
}

const placesOf = (refs: readonly ResourceRef[]): Place[] => [
  ...new Map(
    refs.map(({ apiVersion, kind, namespace }) => [
      `${apiVersion} ${kind} ${namespace ?? ''}`,
      { kind: { apiVersion, kind }, namespace },
    ]),
  ).values(),
]

/** The refKeys of those that stand. Of kinds that are not served none does; of those that may not be listed nobody knows. */
export const standingOf = async (
  cluster: Cluster,
  refs: readonly ResourceRef[],
): Promise<ReadonlySet<string>> => {
  const wanted = new Set(refs.map(refKey))
  const listed = await Promise.all(
    placesOf(refs).map(({ kind, namespace }) =>
      cluster.list(kind, { namespace, metadataOnly: true }).catch((error: unknown) => {
        if (isClusterError(error, 'kind-not-served') || isClusterError(error, 'forbidden')) return []
        throw error
      }),
    ),
  )
  const standing = listed.flat().map((object) => refKey(refOf(object)))
  return new Set(standing.filter((key) => wanted.has(key)))
}

/** True for an object that is revoked as a whole and was seen gone from the cluster. */
const wasRemoved = ({ part, cluster }: RevokedTarget): boolean => part === undefined && cluster === 'removed'

/** The same revocations; a target that was seen gone from the cluster and stands there again is marked. */
export const markStandingAgain = async (
  cluster: Cluster,
  revocations: readonly Revocation[],
): Promise<Revocation[]> => {
  const removed = revocations.flatMap(({ targets }) => targets.filter(wasRemoved))
  if (removed.length === 0) return [...revocations]
  const standing = await standingOf(
    cluster,
    removed.map(({ ref }) => ref),
  )
  return revocations.map((revocation) => ({
    ...revocation,
    targets: revocation.targets.map((target) =>
      wasRemoved(target) && standing.has(refKey(target.ref)) ? { ...target, standsAgain: true } : target,
    ),
  }))
}
