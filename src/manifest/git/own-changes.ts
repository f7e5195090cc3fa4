/** Tells what this program changed in files from what others did, by what Git has of them. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Blob, blobsOf, contentsOf } from './blobs.ts'
import { git } from './run.ts'

/** A file of which `before` is in Git, or nothing is; all paths are relative to `root`, with `/`. */
export interface ChangedFile {
  readonly file: string
  /** Whether what is in Git and what lies there differ by our change alone; undefined where there is no file. */
  readonly isOurs: (committed: string, current: string | undefined) => boolean
}

interface Place {
  /** The repository's root. */
  readonly top: string
  /** From there to the folder's; ends in `/` unless it is the same. */
  readonly prefix: string
  /** False where nothing was ever committed. */
  readonly hasHead: boolean
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined)

export interface Sorted {
  readonly ours: readonly string[]
  /** Among them those that the last commit does not have. */
  readonly back: readonly string[]
  /** Those that hold other changes, too. */
  readonly mixed: readonly string[]
  readonly intact: boolean
}

/** A file as it was when a commit took it out of Git; undefined for one that never was there. */
const lastInGit = async (top: string, way: string): Promise<string | undefined> => {
  const found = await git(top, ['rev-list', '--max-count=1', 'HEAD', '--', way])
  const commit = found.toString().trim()
  if (commit === '') return undefined
  const blob = (await blobsOf(top, `${commit}^`, [way]).catch(() => new Map<string, Blob>())).get(way)
  return blob === undefined ? undefined : (await contentsOf(top, [blob.id]))[0]?.toString()
}

/** Which of the files differ from Git, and whether by our change alone. */
export const sortChanges = async (
  { top, prefix, hasHead }: Place,
  files: readonly ChangedFile[],
  blobs: ReadonlyMap<string, Blob>,
): Promise<Sorted> => {
  const found = files.map((one) => ({ ...one, blob: blobs.get(prefix + one.file) }))
  const inGit = found.flatMap(({ blob, ...one }) => (blob === undefined ? [] : [{ ...one, blob }]))
  const contents = await contentsOf(
    top,
    inGit.map(({ blob }) => blob.id),
  )
  const ours: string[] = []
  const mixed: string[] = []
  for (const [i, { file, blob, isOurs }] of inGit.entries()) {
    const committed = contents[i]?.toString() ?? ''
    const current = await textOf(join(top, prefix, file))
    if (current === committed) continue
    if (!blob.isLink && isOurs(committed, current)) ours.push(file)
    else mixed.push(file)
  }
  const back: string[] = []
  for (const { file, blob } of hasHead ? found : []) {
    if (blob !== undefined) continue
    const current = await textOf(join(top, prefix, file))
    if (current !== undefined && current === (await lastInGit(top, prefix + file))) back.push(file)
  }
  const intact = inGit.length + back.length === files.length && mixed.length === 0
  return { ours: [...ours, ...back], back, mixed, intact }
}
