/** Which live objects are not a folder's to take, and why. */
import { REVOCATION_LABEL } from '../../model/deny.ts'
import { SYSTEM_NAMESPACE } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import { isLeaving } from '../../model/same-object.ts'
import { ownersOf } from '../owners.ts'
import { otherFolder } from '../sync.ts'

/** Undefined where it may be taken. */
export const whyLeftAlone = (
  live: Resource,
  { folder, isRevoked }: { readonly folder: string; readonly isRevoked: boolean },
): string | undefined => {
  const { labels = {}, namespace, ownerReferences = [] } = live.metadata
  if (isRevoked) return 'it is revoked'
  if (namespace === SYSTEM_NAMESPACE || REVOCATION_LABEL in labels) return 'the kill switch made it'
  if (isLeaving(live)) return 'it is being deleted'
  const [owner] = ownersOf(live)
  if (owner !== undefined) return `${owner.tool} holds it`
  const [above] = ownerReferences
  if (above !== undefined) return `it belongs to ${above.kind} ${above.name}`
  const other = otherFolder(live, folder)
  return other === undefined ? undefined : `it belongs to the folder "${other}"`
}
