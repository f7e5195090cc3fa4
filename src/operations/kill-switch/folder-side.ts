/** What stands in the folder of what can be revoked, and what the folder records as revoked. */
import { statSync } from 'node:fs'
import { relative, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import { cut } from '../../manifest/cut.ts'
import type { ParsedFile } from '../../manifest/parse.ts'
import { readFolder, type ReadManifests } from '../../manifest/read.ts'
import { readStash } from '../../manifest/stash.ts'
import type { ManifestDocument } from '../../model/document.ts'
import type { FileEdit } from '../../model/file-edit.ts'
import type { Finding } from '../../model/finding.ts'
import { groupOf, type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
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
  /** Records, or the whole folder, that can not be read. */
  readonly damaged: readonly UserError[]
  /** Files that can not be read whole: what stands in them is not known. */
  readonly unreadable: readonly Finding[]
}

const asResource = (value: unknown): Resource | undefined => {
  const { apiVersion, kind, metadata } = (value ?? {}) as Partial<Resource>
  const known = REVOCABLE.some(
    (one) => one.kind === kind && groupOf(one.apiVersion) === groupOf(String(apiVersion)),
  )
  return known && typeof metadata?.name === 'string' ? (value as Resource) : undefined
}

/** A folder that is not there holds nothing; one that can not be read must not hold up what is done elsewhere. */
const readAll = async (
  workspace: Workspace,
): Promise<Pick<ReadManifests, 'files' | 'findings'> & { unread: UserError[] }> => {
  try {
    return { ...(await readFolder(workspace)), unread: [] }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { files: [], findings: [], unread: error.code === 'no-folder' ? [] : [error] }
  }
}

/** Undefined where there is no agentgw.yaml: then only the cluster's part of a command runs. */
export const readFolderSide = async (workspace: Workspace): Promise<FolderSide | undefined> => {
  const { root, settings } = workspace
  if (root === undefined) return undefined
  const [{ files, findings: all, unread }, { records, damaged }] = await Promise.all([
    readAll(workspace),
    readStash(root),
  ])
  const held = new Map<string, Held[]>()
  for (const file of files)
    for (const document of file.documents) {
      const resource = asResource(document.value)
      if (resource === undefined) continue
      const ref = refOf(resource, settings.namespace)
      held.set(refKey(ref), [...(held.get(refKey(ref)) ?? []), { ref, resource, document, file }])
    }
  const broken = files.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === 'error').slice(0, 1),
  )
  const stray = all.filter(({ code }) => code === 'link-not-followed')
  return { root, held, files, records, damaged: [...damaged, ...unread], unreadable: [...broken, ...stray] }
}

/** The pieces that are out of their files now. */
const stashed = (records: readonly FolderRecord[]): StashedPiece[] =>
  records.flatMap(({ targets }) => targets.flatMap(({ phase, stored }) => (isActive(phase) ? stored : [])))

export interface Taken {
  readonly edits: readonly FileEdit[]
  /** The text of each object that can be taken out, by refKey. */
  readonly pieces: ReadonlyMap<string, readonly StashedPiece[]>
  /** Files of which something can not be taken out; they stay as they are. */
  readonly refused: readonly UserError[]
}

/** Of a file that is gone meanwhile nothing is known; the edit that takes it away then finds that it was changed. */
const modeOf = (path: string): { readonly mode?: number } => {
  const about = statSync(path, { throwIfNoEntry: false })
  return about === undefined ? {} : { mode: about.mode & 0o777 }
}

/** Takes documents out: what becomes of each file, and the text of each object. */
export const takeOut = (folder: FolderSide, keys: readonly string[]): Taken => {
  const byFile = new Map<ParsedFile, { key: string; document: ManifestDocument }[]>()
  for (const key of keys)
    for (const { file, document } of folder.held.get(key) ?? [])
      byFile.set(file, [...(byFile.get(file) ?? []), { key, document }])
  const out = stashed(folder.records)
  const edits: FileEdit[] = []
  const pieces = new Map<string, StashedPiece[]>()
  const refused: UserError[] = []
  for (const [parsed, taken] of byFile) {
    const file = relative(folder.root, parsed.file).split(sep).join('/')
    const earlier = out.filter((one) => one.file === file).map(({ piece }) => piece)
    const documents = taken.map(({ document }) => document)
    try {
      const result = cut(parsed, documents, earlier)
      const mode = result.after === undefined ? modeOf(parsed.file) : {}
      taken.forEach(({ key }, i) => {
        const piece = result.pieces[i]
        if (piece !== undefined) pieces.set(key, [...(pieces.get(key) ?? []), { file, piece, ...mode }])
      })
      edits.push({ path: parsed.file, before: parsed.text, after: result.after })
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      refused.push(error)
    }
  }
  return { edits, pieces, refused }
}

/** How what stands of an object compares with what was stashed of it, to the letter. */
export const compareStashed = (
  folder: FolderSide,
  key: string,
  stored: readonly StashedPiece[],
): { readonly missing: readonly StashedPiece[]; readonly differs: boolean } => {
  const standing =
    (folder.held.get(key) ?? []).length === 0 ? [] : (takeOut(folder, [key]).pieces.get(key) ?? [])
  const texts = (pieces: readonly StashedPiece[]): Set<string> =>
    new Set(pieces.map(({ file, piece }) => `${file}\n${piece.text}`))
  const [is, was] = [texts(standing), texts(stored)]
  return {
    missing: stored.filter(({ file, piece }) => !is.has(`${file}\n${piece.text}`)),
    differs: [...is].some((one) => !was.has(one)),
  }
}
