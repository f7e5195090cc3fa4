/** What is known of revoked objects: as each side stored them, and of parts, whose objects stay, as they stand. */
import { parse } from '../../manifest/parse.ts'
import type { Resource } from '../../model/resource.ts'
import { refKey } from '../../model/resource.ts'
import { activeTargets, type Named, type StashedPiece, targetKey } from '../../model/revocation.ts'
import type { World } from './look.ts'

/** An item of a block list begins with its `- `. */
const textOf = ({ piece }: StashedPiece): string =>
  piece.list?.style === 'block' ? piece.text.replace(/^([ \t]*)- /m, '$1  ') : piece.text

/** Nothing where a piece can not be read by itself. */
const inPiece = (stored: StashedPiece): Resource[] =>
  parse(stored.file, textOf(stored))
    .documents.slice(0, 1)
    .map(({ value }) => value as Resource)

export const readingsOf = ({ folder, cluster }: World): ((named: Named) => readonly Resource[]) => {
  const inCluster = activeTargets(cluster?.records ?? [])
  const inFolder = activeTargets(folder?.records ?? [])
  return (named) => {
    const key = targetKey(named)
    const object = refKey(named.ref)
    if (named.part !== undefined)
      return [
        ...(cluster?.live.has(object) ? [cluster.live.get(object)] : []),
        ...(folder?.held.get(object) ?? []).map(({ resource }) => resource),
      ].filter((one) => one !== undefined)
    const stored = inCluster.get(key)?.target.stored
    const pieces = inFolder.get(key)?.target.stored ?? []
    return [...(stored === undefined ? [] : [stored]), ...pieces.flatMap(inPiece)]
  }
}
