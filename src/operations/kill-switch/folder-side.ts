/** What stands in the folder of what can be revoked, and what the folder records as revoked. */
import { readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import { cut, putBack } from '../../manifest/cut.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { readFolder, type ReadManifests } from '../../manifest/read.ts'
import { readStash } from '../../manifest/stash.ts'
import type { ManifestDocument } from '../../model/document.ts'
import type { FileEdit } from '../../model/file-edit.ts'
import type { Finding } from '../../model/finding.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import { type FolderRecord, isActive, type StashedPiece } from '../../model/revocation.ts'
import type { Workspace } from '../../model/settings.ts'
import { REVOCABLE } from '../../plan/revoke-targets.ts'

interface Held {
  readonly ref: ResourceRef
  readonly resource: Resource
  readonly document: ManifestDocument
  readonly file: ParsedFile
}

export interface FolderSide {
  readonly root: string
  /** By refKey; an object can stand in several documents, and then all of them go. */
  readonly held: ReadonlyMap<string, readonly Held[]>
  readonly files: readonly ParsedFile[]
  readonly records: readonly FolderRecord[]
  readonly damaged: readonly UserError[]
  /** Files that can not be read whole: what stands in them is not known. */
  readonly unreadable: readonly Finding[]
}

const asResource = (value: unknown): Resource | undefined => {
  const resource = value as Partial<Resource> | null | undefined
  const kind = REVOCABLE.find((k) => k.kind === resource?.kind && k.apiVersion === resource.apiVersion)
  return kind !== undefined && typeof resource?.metadata?.name === 'string'
    ? (resource as Resource)
    : undefined
}

/** A folder that is not there holds nothing. */
const readIfThere = async (workspace: Workspace): Promise<Pick<ReadManifests, 'files'>> => {
  try {
    return await readFolder(workspace)
  } catch (error) {
    if (error instanceof UserError && error.code === 'no-folder') return { files: [] }
    throw error
  }
}

/** Undefined where there is no agentgw.yaml: then only the cluster's part of a command runs. */
export const readFolderSide = async (workspace: Workspace): Promise<FolderSide | undefined> => {
  const { root, settings } = workspace
  if (root === undefined) return undefined
  const [{ files }, { records, damaged }] = await Promise.all([readIfThere(workspace), readStash(root)])
  const held = new Map<string, Held[]>()
  for (const file of files)
    for (const document of file.documents) {
      const resource = asResource(document.value)
      if (resource === undefined) continue
      const ref = refOf(resource, settings.namespace)
      held.set(refKey(ref), [...(held.get(refKey(ref)) ?? []), { ref, resource, document, file }])
    }
  const unreadable = files.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'error').slice(0, 1),
  )
  return { root, held, files, records, damaged, unreadable }
}

/** The pieces that are out of their files now. */
const stashed = (records: readonly FolderRecord[]): StashedPiece[] =>
  records.flatMap(({ targets }) => targets.flatMap(({ phase, stored }) => (isActive(phase) ? stored : [])))

/** Takes documents out: what becomes of each file, and the text of each object. */
export const takeOut = (
  folder: FolderSide,
  keys: readonly string[],
): { edits: FileEdit[]; pieces: Map<string, StashedPiece[]> } => {
  const byFile = new Map<ParsedFile, { key: string; document: ManifestDocument }[]>()
  for (const key of keys)
    for (const { file, document } of folder.held.get(key) ?? [])
      byFile.set(file, [...(byFile.get(file) ?? []), { key, document }])
  const out = stashed(folder.records)
  const pieces = new Map<string, StashedPiece[]>()
  const edits = [...byFile].map(([parsed, taken]): FileEdit => {
    const file = relative(folder.root, parsed.file).split(sep).join('/')
    const earlier = out.filter((one) => one.file === file).map(({ piece }) => piece)
    const result = cut(
      parsed,
      taken.map(({ document }) => document),
      earlier,
    )
    taken.forEach(({ key }, i) => {
      const piece = result.pieces[i]
      if (piece !== undefined) pieces.set(key, [...(pieces.get(key) ?? []), { file, piece }])
    })
    return { path: parsed.file, before: parsed.text, after: result.after }
  })
  return { edits, pieces }
}

const readText = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UserError('not-restored', `${path} can not be read: ${(error as Error).message}`)
  }
}

/** Puts stashed documents back, in place of what stands there of the same objects. */
export const putBackInto = async (
  folder: FolderSide,
  targets: readonly { readonly key: string; readonly stored: readonly StashedPiece[] }[],
): Promise<FileEdit[]> => {
  const inTheWay = takeOut(
    folder,
    targets.map(({ key }) => key),
  ).edits
  const edits = new Map(inTheWay.map((edit) => [edit.path, edit]))
  const pieces = Map.groupBy(
    targets.flatMap(({ stored }) => stored),
    ({ file }) => file,
  )
  for (const [file, back] of pieces) {
    const path = join(folder.root, file)
    const known = edits.get(path)
    const before = known === undefined ? await readText(path) : known.before
    const current = known === undefined ? before : known.after
    const after = putBack(
      current,
      back.map(({ piece }) => piece),
    )
    edits.set(path, { path, before, after })
  }
  return [...edits.values()]
}

/** True where what stands of the object is, to the letter, what was stashed of it. */
export const standsAsStashed = (
  folder: FolderSide,
  key: string,
  stored: readonly StashedPiece[],
): boolean => {
  const standing = takeOut(folder, [key]).pieces.get(key) ?? []
  const texts = (pieces: readonly StashedPiece[]): string[] =>
    pieces.map(({ file, piece }) => `${file}\n${piece.text}`).sort()
  return texts(standing).join('\n') === texts(stored).join('\n')
}
