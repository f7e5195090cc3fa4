/** Who syncs the targets, and where in this folder they stand. */
import { relative, sep } from 'node:path'
import type { OwnerChange } from '../../model/owner.ts'
import type { Resource } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import { gitChange } from '../../plan/git-change.ts'
import type { FolderSide } from './folder-side.ts'

/** `objects`: as the cluster has them, or stored them. */
export const ownersOfTargets = (
  targets: readonly Named[],
  objects: ReadonlyMap<string, Resource> | undefined,
  folder: FolderSide | undefined,
): OwnerChange[] => {
  const filesOf = (key: string): string[] => {
    if (folder === undefined) return []
    const files = (folder.held.get(key) ?? []).map(({ file }) =>
      relative(folder.root, file.file).split(sep).join('/'),
    )
    return [...new Set(files)]
  }
  return objects === undefined ? [] : gitChange({ targets, objects, filesOf })
}
