/** What stands in the namespaces of a folder and does not belong to it. */
import type { Cluster } from '../../model/cluster.ts'
import { REVOCATION_LABEL } from '../../model/deny.ts'
import { mapSome } from '../../model/map-some.ts'
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import { isLeaving } from '../../model/same-object.ts'
import type { ObjectState } from '../../model/sync.ts'
import { FOLDER_LABEL } from '../../plan/sync.ts'
import { readKind } from '../get/read.ts'
import { isCore, TOLD } from '../get/target.ts'

export interface Others {
  readonly states: readonly ObjectState[]
  /** Kinds that the user may not list there. */
  readonly unseen: readonly string[]
  /** True where a gateway is made of these. */
  readonly partial: boolean
}

/** Whose it is, as far as its labels say. */
const whose = ({ metadata: { labels } }: Resource): string => {
  const folder = labels?.[FOLDER_LABEL]
  return folder === undefined ? 'it belongs to no folder' : `it belongs to the folder "${folder}"`
}

/** `states`: what is known already. The denials of the kill switch are told with what they deny. */
export const findOthers = async (
  cluster: Cluster,
  states: readonly ObjectState[],
  namespaces: readonly string[],
): Promise<Others> => {
  const known = new Set(states.map(({ ref }) => refKey(ref)))
  const places = TOLD.filter(({ namespaced }) => namespaced).flatMap((kind) =>
    namespaces.map((namespace) => ({ kind, namespace })),
  )
  const read = await mapSome(places, ({ kind, namespace }) => readKind(cluster, kind, { namespace }))
  const found = read
    .flatMap(({ objects }) => objects)
    .filter((live) => !isLeaving(live) && live.metadata.labels?.[REVOCATION_LABEL] === undefined)
    .filter((live) => !known.has(refKey(refOf(live))))
  const unseen = read.filter(({ error }) => error !== undefined)
  return {
    states: found.map((live) => ({
      ref: refOf(live),
      state: 'OnlyInCluster',
      changes: [],
      live,
      kept: whose(live),
    })),
    unseen: [...new Set(unseen.map(({ kind }) => kind.kind))],
    partial: unseen.some(({ kind }) => isCore(kind)),
  }
}
