/** `schemas list`: what validates which kind and version, and where that comes from. */
import type { KindEntry } from '../../model/schema-origin.ts'
import { type NamedCrds, openKinds } from './open-kinds.ts'

/** By group, kind and version. Throws what opening them throws. */
export const listSchemas = async (root: string | undefined, named: NamedCrds): Promise<KindEntry[]> => {
  const { entries } = await openKinds(root, named)
  return [...entries].sort(
    (a, b) =>
      a.group.localeCompare(b.group) || a.kind.localeCompare(b.kind) || a.version.localeCompare(b.version),
  )
}
