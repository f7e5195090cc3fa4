import { isDeepStrictEqual } from 'node:util'
import { isMap, type Mapping } from './mapping.ts'

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
