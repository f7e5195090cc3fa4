/** The two forms of an object that people compare. */
import { PREFIX } from '../../model/kinds.ts'
import type { Resource } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { maskedPair } from './mask.ts'

const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const APPLIED = `${PREFIX}/applied`

/** What people compare: nothing that only the server sets, and keys in the same order on both sides. */
const readable = ({ status: _status, metadata, ...object }: Resource): Resource => {
  const { name, namespace, labels, annotations, finalizers, ownerReferences } = metadata
  const { [LAST_APPLIED]: _last, [APPLIED]: _applied, ...notes } = annotations ?? {}
  const kept = { name, namespace, labels, annotations: notes, finalizers, ownerReferences }
  const { apiVersion, kind, ...rest } = object
  return {
    apiVersion,
    kind,
    metadata: Object.fromEntries(
      Object.entries(kept)
        .filter(([, value]) => value !== undefined && Object.keys(value).length > 0)
        .map(([key, value]) => [key, sorted(value)]),
    ) as unknown as Resource['metadata'],
    ...(sorted(rest) as object),
  }
}

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== null && inner !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}

export interface Sides {
  /** Absent where the cluster does not have it. */
  readonly live: unknown
  /** As applying leaves it; absent where it is to go. */
  readonly folder: unknown
}

/** With credentials masked. */
export const sidesOf = ({ live, state, merged, desired }: ObjectState): Sides => {
  const after = state === 'OnlyInCluster' ? undefined : (merged ?? desired)
  const [left, right] = maskedPair(live && readable(live), after && readable(after))
  return { live: left, folder: right }
}
