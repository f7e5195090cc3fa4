/** An object as its owners write it, without what the server sets and what this program notes on it. */
import { PREFIX } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'

/** What of metadata belongs to whoever writes the object. */
const METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** Which folder an object is of, and what was last applied, is no content. */
export const MARKS: readonly string[] = [`${PREFIX}/folder`, `${PREFIX}/applied`]

const withoutMarks = (map: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  MARKS.some((mark) => mark in map)
    ? Object.fromEntries(Object.entries(map).filter(([key]) => !MARKS.includes(key)))
    : map

/** Null and empty metadata say nothing, and are left out. */
export const essence = ({ status: _status, ...object }: Resource): Resource => {
  const { name, namespace } = object.metadata
  const metadata: Record<string, unknown> = { name, ...(namespace === undefined ? {} : { namespace }) }
  for (const key of METADATA) {
    const value: unknown = object.metadata[key]
    if (typeof value !== 'object' || value === null) continue
    const kept = Array.isArray(value) ? (value as unknown[]) : withoutMarks(value as Record<string, unknown>)
    if (Object.keys(kept).length > 0) metadata[key] = kept
  }
  return { ...object, metadata: metadata as unknown as Resource['metadata'] }
}
