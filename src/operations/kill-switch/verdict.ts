/** What is so of each target at the end, from what was seen, and what stood in the way. */
import type { UserError } from '../../errors.ts'
import type { Problem, RevokedPart } from '../../model/kill-switch-report.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { ClusterSide } from './cluster-side.ts'
import type { FolderSide } from './folder-side.ts'

const part = (stands: boolean, recorded: boolean): RevokedPart =>
  stands ? 'still there' : recorded ? 'removed' : 'absent'

const recordedIn = (records: readonly { targets: readonly { ref: ResourceRef }[] }[], key: string): boolean =>
  records.some(({ targets }) => targets.some(({ ref }) => refKey(ref) === key))

export const partAfterRevoke = (
  ref: ResourceRef,
  folder: FolderSide | undefined,
  cluster: ClusterSide | undefined,
): { readonly cluster: RevokedPart; readonly folder: RevokedPart } => {
  const key = refKey(ref)
  return {
    cluster:
      cluster === undefined ? 'not asked' : part(cluster.live.has(key), recordedIn(cluster.records, key)),
    folder: folder === undefined ? 'not asked' : part(folder.held.has(key), recordedIn(folder.records, key)),
  }
}

/** Failed steps, damaged records, and files that can not be read and mention a target. */
export const problemsOf = (
  failures: ReadonlyMap<string, UserError>,
  folder: FolderSide | undefined,
  words: readonly string[],
): Problem[] => {
  const names = words.map((word) => word.slice(word.indexOf('/') + 1))
  const mentions = (file: string | undefined): boolean => {
    const text = folder?.files.find((parsed) => parsed.file === file)?.text ?? ''
    return names.some((name) => text.includes(name))
  }
  return [
    ...[...failures.values()].map(({ code, message, hint }): Problem => ({ code, message, hint })),
    ...(folder?.damaged ?? []).map(({ code, message, hint }): Problem => ({ code, message, hint })),
    ...(folder?.unreadable ?? [])
      .filter(({ file }) => mentions(file))
      .map(({ code, file, line, message }): Problem => ({
        code,
        message: `${file}:${line}: ${message}: what stands in this file could not be taken out, and it mentions the target`,
        hint: 'mend the file and run the same command again',
      })),
  ]
}
