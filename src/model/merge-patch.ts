import { isDeepStrictEqual } from 'node:util'
import type { Mapping } from './mapping.ts'

const isMap = (value: unknown): value is Mapping =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The JSON merge patch (RFC 7386) that makes the second of the first; lists are written whole. */
export const mergePatch = (from: Mapping, to: Mapping): Record<string, unknown> => {
  const patch: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [before, after] = [from[key], to[key]]
    if (isDeepStrictEqual(before, after)) continue
    patch[key] = isMap(before) && isMap(after) ? mergePatch(before, after) : (after ?? null)
  }
  return patch
}
