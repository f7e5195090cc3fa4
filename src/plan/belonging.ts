/** Whose a live object is. */
import type { Belonging } from '../model/overview.ts'
import type { Resource } from '../model/resource.ts'
import { ownersOf } from './owners.ts'
import { FOLDER_LABEL } from './sync.ts'

export const belongingOf = (live: Resource): Belonging => {
  const folder = live.metadata.labels?.[FOLDER_LABEL]
  return { ...(folder === undefined ? {} : { folder }), others: ownersOf(live) }
}
