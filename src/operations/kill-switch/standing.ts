import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import type { Standing } from '../../plan/revoke-targets.ts'
import type { ClusterSide } from './cluster-side.ts'
import type { FolderSide } from './folder-side.ts'

/** Everything that can be revoked and stands on either side, with every reading of it. */
export const standingOf = (
  folder: FolderSide | undefined,
  cluster: ClusterSide | undefined,
): ReadonlyMap<string, Standing> => {
  const standing = new Map<string, { ref: ResourceRef; readings: Resource[] }>()
  const add = (ref: ResourceRef, reading: Resource): void => {
    const known = standing.get(refKey(ref))
    if (known) known.readings.push(reading)
    else standing.set(refKey(ref), { ref, readings: [reading] })
  }
  for (const object of cluster?.live.values() ?? []) add(refOf(object), object)
  for (const documents of folder?.held.values() ?? [])
    for (const { ref, resource } of documents) add(ref, resource)
  return standing
}
