/** How a folder differs from a cluster, as files for another program to compare. */
import type { Resource } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { sidesOf } from './sides.ts'

/** As kubectl names them: GROUP.VERSION.KIND.NAMESPACE.NAME. */
const nameOf = ({ ref }: ObjectState): string =>
  [...ref.apiVersion.split('/'), ref.kind, ref.namespace ?? '', ref.name].join('.').replaceAll('/', '_')

export const diffFiles = (
  objects: readonly ObjectState[],
  stringify: (object: Resource) => string,
): { name: string; live: string; merged: string }[] =>
  objects
    .filter(({ changes }) => changes.length > 0)
    .map((object) => {
      const { live, folder } = sidesOf(object)
      const text = (side: unknown): string => (side === undefined ? '' : stringify(side as Resource))
      return { name: nameOf(object), live: text(live), merged: text(folder) }
    })
