/** What others added to an object that is applied: another manager's entries of lists and maps, which applying leaves there. */
import { isMap, type Mapping } from '../model/mapping.ts'
import type { Resource } from '../model/resource.ts'
import { contains } from './install.ts'

const within = (live: Mapping, desired: Mapping): Mapping =>
  Object.fromEntries(
    Object.entries(live).flatMap(([key, value]): [string, unknown][] => {
      const wanted = desired[key]
      if (wanted === undefined) return [[key, null]]
      if (!isMap(value) || !isMap(wanted)) return contains(value, wanted) ? [] : [[key, wanted]]
      const inner = within(value, wanted)
      return Object.keys(inner).length === 0 ? [] : [[key, inner]]
    }),
  )

/** The merge patch that takes it out; what the API server writes of its own is in it, and comes back. */
export const excess = (live: Resource, desired: Resource): Record<string, unknown> => {
  const { apiVersion: _version, kind: _kind, metadata: _metadata, status: _status, ...standing } = live
  return { ...within(standing, desired) }
}
