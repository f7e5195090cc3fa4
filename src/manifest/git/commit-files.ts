/** Commits changes of some files that this program made, and nothing that others did. */
import { UserError } from '../../errors.ts'
import { maskText } from '../../model/credentials/text.ts'
import { realPath } from '../real-path.ts'
import { type Blob, blobsOf } from './blobs.ts'
import { type ChangedFile, sortChanges } from './own-changes.ts'
import { askGit, git } from './run.ts'

export interface CommitRequest {
  /** Of the folder, somewhere in the repository. */
  readonly root: string
  readonly files: readonly ChangedFile[]
  /** Committed as they lie there, if they are in Git already or `withNew` says so. */
  readonly records: readonly string[]
  /** `intact`: every file was found in Git as it was before our change. */
  readonly withNew: (intact: boolean) => boolean
  readonly message: string
}

export interface Commit {
  readonly id: string
  /** Relative to `root`. */
  readonly files: readonly string[]
}

const failed = (why: string, hint: string): UserError =>
  new UserError('not-committed', `the change of the folder is not committed: ${why}`, { hint })

const BY_HAND = 'what was done stands; commit the files by hand'

/** The first words of what Git, or a hook, has to say. */
const said = (stderr: string): string =>
  maskText(stderr.split('\n').find((line) => line.trim() !== '') ?? 'git gives no reason').slice(0, 200)

/** The way from the repository's root to the folder's, ending in `/` unless it is the same. */
const openRepository = async (root: string): Promise<{ top: string; prefix: string }> => {
  const found = await askGit(root, ['rev-parse', '--show-toplevel', '--show-prefix'])
  if (found.code !== 0) {
    const none = found.stderr.includes('not a git repository')
    throw failed(none ? `${root} lies in no Git repository` : said(found.stderr), BY_HAND)
  }
  const [top = '', prefix = ''] = found.stdout.toString().split('\n')
  const branch = await askGit(root, ['symbolic-ref', '--quiet', 'HEAD'])
  if (branch.code !== 0)
    throw failed('HEAD is detached, and no branch would hold the commit', `\`git switch BRANCH\`; ${BY_HAND}`)
  return { top: realPath(top), prefix }
}

const isCommitted = async (root: string): Promise<boolean> =>
  (await askGit(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])).code === 0

/**
 * One commit of these files only: what else is staged stays staged, and a file in which somebody has other changes
 * is not touched. Undefined where there is nothing to commit. Throws `not-committed`, `git-missing`, `git-failed`.
 */
export const commitFiles = async (request: CommitRequest): Promise<Commit | undefined> => {
  const { root, files, records, message } = request
  const { top, prefix } = await openRepository(root)
  const hasHead = await isCommitted(root)
  const ways = [...files.map(({ file }) => prefix + file), ...records.map((file) => prefix + file)]
  const blobs = hasHead && ways.length > 0 ? await blobsOf(top, 'HEAD', ways) : new Map<string, Blob>()
  const { ours, back, mixed, intact } = await sortChanges({ top, prefix, hasHead }, files, blobs)
  if (mixed.length > 0)
    throw failed(`${mixed.join(', ')}: there are other changes in it that are not in Git`, BY_HAND)

  const isIgnored = async (file: string): Promise<boolean> =>
    (await askGit(root, ['check-ignore', '--quiet', '--', file])).code === 0
  const kept: string[] = []
  const fresh: string[] = []
  for (const file of records) {
    if (blobs.has(prefix + file)) kept.push(file)
    else if (request.withNew(intact) && !(await isIgnored(file))) fresh.push(file)
  }
  const paths = [...ours, ...kept, ...fresh]
  const unknown = [...back, ...fresh]
  if (paths.length === 0) return undefined
  const literal = '--literal-pathspecs'
  if (unknown.length > 0) await git(root, [literal, 'add', '--intent-to-add', '--', ...unknown])
  const commit = ['commit', '--quiet', '--only', '--cleanup=whitespace', '--file=-', '--', ...paths]
  const answer = await askGit(root, [literal, ...commit], { input: message })
  if (answer.code !== 0) {
    if (unknown.length > 0) await askGit(root, [literal, 'reset', '--quiet', '--', ...unknown])
    if (/nothing (?:added )?to commit|no changes added/.test(answer.stdout.toString())) return undefined
    throw failed(said(answer.stderr || answer.stdout.toString()), BY_HAND)
  }
  return { id: (await git(root, ['rev-parse', 'HEAD'])).toString().trim(), files: paths }
}
