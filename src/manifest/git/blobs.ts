/** Files as a commit has them. */
import { fields, git } from './run.ts'

export interface Blob {
  readonly id: string
  readonly isLink: boolean
}

const LINK = '120000'

/** By their paths in the repository, with `/`. `ways`: files and folders; '' is the root. */
export const blobsOf = async (
  root: string,
  commit: string,
  ways: readonly string[],
): Promise<Map<string, Blob>> => {
  const paths = ways.includes('') ? [] : ways
  const listed = await git(root, ['ls-tree', '-r', '-z', '--full-tree', commit, '--', ...paths])
  const blobs = new Map<string, Blob>()
  for (const entry of fields(listed)) {
    const [mode = '', type, id = ''] = entry.split(/[ \t]/, 3)
    if (type === 'blob') blobs.set(entry.slice(entry.indexOf('\t') + 1), { id, isLink: mode === LINK })
  }
  return blobs
}

/** The contents, in the order of the ids. */
export const contentsOf = async (root: string, ids: readonly string[]): Promise<Buffer[]> => {
  if (ids.length === 0) return []
  const answer = await git(root, ['cat-file', '--batch'], { input: `${ids.join('\n')}\n` })
  let at = 0
  return ids.map(() => {
    // ID TYPE SIZE, a line break, the content, a line break.
    const start = answer.indexOf('\n', at) + 1
    const size = Number(answer.toString('latin1', at, start).trim().split(' ')[2])
    at = start + size + 1
    return answer.subarray(start, start + size)
  })
}
