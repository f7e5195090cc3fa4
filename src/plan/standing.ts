/** Whose doing it is that an object of the folder and the cluster's differ, for whoever keeps watching both. */
import { digestOf } from '../model/digest.ts'
import type { Resource } from '../model/resource.ts'
import { sameObject } from '../model/same-object.ts'
import type { Author, Change, ObjectState } from '../model/sync.ts'

/** How an object was when the folder and the cluster last agreed on it, as far as this was seen. */
export interface Agreed {
  /** The digest of what the folder says. */
  readonly desired: string
  /** Absent where it was not seen as it stood. */
  readonly live?: Resource
}

/**
 * `settled`: they agree. `ahead`: the folder was changed, and is to be applied. `drift`: the cluster was. `mixed`: both,
 * in different fields. `conflict`: both, in the same one, or one of them deleted what the other changed.
 * `blocked`: it can't be applied. `revoked`, `left`: out of the folder, and `invalid` are no business of an apply.
 */
export type Standing =
  'settled' | 'ahead' | 'drift' | 'mixed' | 'conflict' | 'blocked' | 'revoked' | 'left' | 'invalid'

/** What the folder says of it, so that another wish can be told from the same one. */
export const wishOf = (desired: Resource): string => digestOf(desired)

/** By what was seen, where nothing is noted on the object. */
const seenAuthor = (
  desired: Resource,
  live: Resource | undefined,
  agreed: Agreed | undefined,
): Author | undefined => {
  if (agreed === undefined) return undefined
  const same = agreed.live !== undefined && live !== undefined && sameObject(live, agreed.live)
  if (wishOf(desired) === agreed.desired) return 'cluster'
  return same ? 'folder' : 'both'
}

/** Where nobody knows it is the folder's: then the API server's own conflicts must do, as in an apply. */
const authorOf = ({ by }: Change, seen: Author | undefined): Author => by ?? seen ?? 'folder'

export const standingOf = (
  { state, changes, desired, live, problem }: ObjectState,
  agreed: Agreed | undefined,
): Standing => {
  if (state === 'Revoked') return 'revoked'
  if (state === 'OnlyInCluster') return 'left'
  if (state === 'Invalid' || desired === undefined) return 'invalid'
  if (problem !== undefined) return 'blocked'
  if (state === 'InSync') return 'settled'
  if (state === 'OnlyInFolder') {
    if (agreed === undefined) return 'ahead'
    return wishOf(desired) === agreed.desired ? 'drift' : 'conflict'
  }
  const seen = seenAuthor(desired, live, agreed)
  const authors = new Set(changes.map((change) => authorOf(change, seen)))
  if (authors.has('both')) return 'conflict'
  if (authors.size > 1) return 'mixed'
  return authors.has('cluster') ? 'drift' : 'ahead'
}
