import type { DeleteOptions } from '../../model/cluster.ts'
import type { Resource } from '../../model/resource.ts'

/** The preconditions by which another object of that name, or a changed one, is left alone. */
export const exactly = ({ metadata: { uid, resourceVersion } }: Resource): DeleteOptions => ({
  ...(uid === undefined ? {} : { uid }),
  ...(resourceVersion === undefined ? {} : { resourceVersion }),
})
