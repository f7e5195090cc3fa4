/** Which revocations are asked for. */
import type { Problem } from '../../model/kill-switch-report.ts'
import type { Revocation } from '../../model/revocation.ts'
import { notRevoked } from './verdict.ts'

export interface JournalFilter {
  readonly id?: string | undefined
  /** Only what holds something now. */
  readonly active: boolean
  /** Only what has a target in this namespace. */
  readonly namespace?: string | undefined
}

const isActive = ({ state }: Revocation): boolean => state === 'revoking' || state === 'revoked'

/** An id that nothing has is a problem; an empty list is none. */
export const filterJournal = (
  revocations: readonly Revocation[],
  { id, active, namespace }: JournalFilter,
): { readonly chosen: readonly Revocation[]; readonly problems: readonly Problem[] } => {
  const chosen = revocations.filter(
    (one) =>
      (id === undefined || one.id === id) &&
      (!active || isActive(one)) &&
      (namespace === undefined || one.targets.some(({ ref }) => ref.namespace === namespace)),
  )
  const unknown = id !== undefined && !revocations.some((one) => one.id === id)
  return { chosen, problems: unknown ? [notRevoked(id)] : [] }
}
