/** The edits of files that decisions come to: one a file, with all that changes in it. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UserError } from '../../errors.ts'
import { cut } from '../../manifest/cut.ts'
import { type ParsedFile, parse } from '../../manifest/parse.ts'
import { revise, type Revision } from '../../manifest/revise/revise.ts'
import { stringify } from '../../manifest/stringify.ts'
import type { ManifestDocument } from '../../model/document.ts'
import type { FileEdit } from '../../model/file-edit.ts'
import { type Resource, type ResourceRef, refKey } from '../../model/resource.ts'
import type { Decision } from '../../plan/pull/decide.ts'

export interface PlannedFile {
  readonly edit: FileEdit
  /** Those that it carries out, by refKey. */
  readonly keys: ReadonlySet<string>
}

export interface PlannedEdits {
  readonly files: readonly PlannedFile[]
  /** What can't be done to its document, by refKey. */
  readonly failures: ReadonlyMap<string, UserError>
}

/** A name that no file has, nor gets in this run. */
const newPath = (folder: string, { kind, namespace, name }: ResourceRef, taken: Set<string>): string => {
  const stem = join(folder, namespace ?? 'cluster', `${kind.toLowerCase()}-${name}`)
  let path = `${stem}.yaml`
  for (let i = 2; taken.has(path) || existsSync(path); i++) path = `${stem}-${i}.yaml`
  taken.add(path)
  return path
}

const sameAs =
  ({ index, item }: ManifestDocument) =>
  (other: ManifestDocument): boolean =>
    other.index === index && other.item === item

class Editing {
  text: string
  readonly done = new Set<string>()
  readonly failures = new Map<string, UserError>()
  private readonly file: ParsedFile

  constructor(file: ParsedFile) {
    this.file = file
    this.text = file.text
  }

  /** All at once, and where that fails one after the other, so that one does not hold up the others. */
  revise(revisions: ReadonlyMap<string, Revision>): void {
    const attempt = (some: ReadonlyMap<string, Revision>): UserError | undefined => {
      const parsed = parse(this.file.file, this.text)
      const here = [...some.values()].flatMap(({ document, value }): Revision[] => {
        const now = parsed.documents.find(sameAs(document))
        return now === undefined ? [] : [{ document: now, value }]
      })
      try {
        this.text = revise(parsed, here)
      } catch (error) {
        if (error instanceof UserError) return error
        throw error
      }
      for (const key of some.keys()) this.done.add(key)
      return undefined
    }
    if (revisions.size === 0 || attempt(revisions) === undefined) return
    for (const [key, revision] of revisions) {
      const error = attempt(new Map([[key, revision]]))
      if (error !== undefined) this.failures.set(key, error)
    }
  }

  /** Undefined where nothing of the file is left. */
  cut(documents: ReadonlyMap<string, ManifestDocument>): string | undefined {
    let text: string | undefined = this.text
    // From the end, so that the numbers of those before stay.
    const ordered = [...documents].sort(([, a], [, b]) => b.index - a.index || (b.item ?? 0) - (a.item ?? 0))
    for (const [key, document] of ordered) {
      const parsed = parse(this.file.file, text ?? '')
      const now = parsed.documents.find(sameAs(document))
      if (now === undefined) continue
      try {
        text = cut(parsed, [now]).after
        this.done.add(key)
      } catch (error) {
        if (!(error instanceof UserError)) throw error
        this.failures.set(key, error)
      }
    }
    return text
  }
}

/** `folder`: absolute, where new files go. */
export const planEdits = (
  decisions: readonly Decision[],
  files: readonly ParsedFile[],
  documents: ReadonlyMap<string, ManifestDocument>,
  folder: string,
): PlannedEdits => {
  const planned: PlannedFile[] = []
  const failures = new Map<string, UserError>()
  const taken = new Set<string>()
  const byFile = Map.groupBy(decisions, ({ file }) => file ?? '')
  for (const file of files) {
    const own = (byFile.get(file.file) ?? []).flatMap((decision) => {
      const document = documents.get(refKey(decision.ref))
      return document === undefined ? [] : [{ key: refKey(decision.ref), decision, document }]
    })
    const editing = new Editing(file)
    editing.revise(
      new Map(
        own.flatMap(({ key, decision: { value }, document }) =>
          value === undefined ? [] : [[key, { document, value }] as const],
        ),
      ),
    )
    const gone = own.filter(({ decision }) => decision.outcome === 'pruned')
    const after = editing.cut(new Map(gone.map(({ key, document }) => [key, document])))
    for (const [key, error] of editing.failures) failures.set(key, error)
    if (after !== file.text)
      planned.push({ edit: { path: file.file, before: file.text, after }, keys: editing.done })
  }
  for (const { ref, outcome, value } of decisions) {
    if (outcome !== 'created' || value === undefined) continue
    const path = newPath(folder, ref, taken)
    planned.push({ edit: newFile(path, value), keys: new Set([refKey(ref)]) })
  }
  return { files: planned, failures }
}

const newFile = (path: string, value: Resource): FileEdit => ({
  path,
  before: undefined,
  after: stringify([value]),
})
