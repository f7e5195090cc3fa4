/** What a folder holds, as the cluster serves it. */
import type { Cluster, KindRef } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import type { Check } from '../../model/doctor.ts'
import { type ApiResource, kindKey, kindOf } from '../../model/kinds.ts'
import { mapSome } from '../../model/map-some.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'
import type { HeldKind } from '../../plan/rights/folder.ts'

export interface Held {
  readonly kinds: readonly HeldKind[]
  /** Of kinds that the cluster does not serve. */
  readonly checks: readonly Check[]
}

/** Whoever may not ask what is served is not told that it is not. */
const served = async (cluster: Cluster, { apiVersion, kind }: KindRef): Promise<ApiResource | undefined> => {
  try {
    return await cluster.resourceOf({ apiVersion, kind })
  } catch (error) {
    if (!isClusterError(error, 'forbidden')) throw error
    return kindOf(groupOf(apiVersion), kind)
  }
}

const namespacesOf = (kind: ApiResource, refs: readonly ResourceRef[]): string[] => [
  ...new Set(refs.flatMap(({ name, namespace }) => (kind.namespaced ? (namespace ?? []) : name))),
]

/** `refs`: of the folder's documents, each with the namespace that it goes to. */
export const heldBy = async (cluster: Cluster, refs: readonly ResourceRef[]): Promise<Held> => {
  const groups = [...Map.groupBy(refs, kindKey).values()]
  const found = await mapSome(groups, async (own) => {
    const [first] = own
    const kind = first && (await served(cluster, first))
    return { own, kind }
  })
  const missing = found.flatMap(({ own: [first], kind }) => (first === undefined || kind ? [] : [first]))
  return {
    kinds: found.flatMap(({ own, kind }) =>
      kind === undefined ? [] : [{ kind, namespaces: namespacesOf(kind, own) }],
    ),
    checks:
      missing.length === 0
        ? []
        : [
            {
              about: 'kinds of the folder',
              state: 'fault',
              code: 'kind-not-served',
              message: `the cluster does not serve ${missing.map(({ apiVersion, kind }) => `${kind} in ${apiVersion}`).join(', ')}`,
              hint: 'install what serves them, or take their objects out of the folder; the others are applied',
            },
          ],
  }
}
