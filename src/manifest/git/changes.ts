/** What Git knows of files: which are not as they were at a commit, and how those were. */
import { realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { UserError } from '../../errors.ts'
import { isFoundBelow } from '../discover.ts'
import type { ParsedFile } from '../parse.ts'
import { parseBytes } from '../parse-bytes.ts'
import { realPath } from '../real-path.ts'
import { blobsOf, contentsOf } from './blobs.ts'
import { forkPoint, repositoryOf } from './commit.ts'
import { withIndexCopy } from './index-copy.ts'
import { fields, git } from './run.ts'

export interface ChangesRequest {
  readonly ref: string
  readonly cwd: string
  /** What is looked through: files and folders as the user named them. */
  readonly looked: readonly string[]
  /** What else the verdict depends on. What of it lies outside of the repository is taken to be as it was. */
  readonly inputs: readonly string[]
}

export interface Changes {
  /** The commit from which changes count. */
  readonly commit: string
  /** Whether a file that was found is not as it was, or was not there. */
  readonly isChanged: (file: string) => boolean
  /** The first of the inputs of which something came, went or is another. */
  readonly changedInput: string | undefined
  /** The manifests that are others now or gone, as they were. */
  readonly before: () => Promise<ParsedFile[]>
}

interface Looked {
  /** As the user named it. */
  readonly named: string
  readonly isFolder: boolean
  /** In the repository, with `/`; '' is its root. */
  readonly way: string
}

const wayTo = (root: string, real: string): string => relative(root, real).split(sep).join('/')
const isOutside = (way: string): boolean => way === '..' || way.startsWith('../') || resolve(way) === way
const isBelow = (way: string, folder: string): boolean =>
  folder === '' || way === folder || way.startsWith(`${folder}/`)

const look = async (cwd: string, names: readonly string[]): Promise<{ root: string; looked: Looked[] }> => {
  const places = names.map((named) => {
    const real = realpathSync(resolve(cwd, named))
    return { named, real, isFolder: statSync(real).isDirectory() }
  })
  const [first = { real: cwd, isFolder: true }] = places
  const root = await repositoryOf(first.isFolder ? first.real : dirname(first.real), '--changed-since')
  const looked = places.map(({ named, real, isFolder }) => ({ named, isFolder, way: wayTo(root, real) }))
  const other = looked.find(({ way }) => isOutside(way))
  if (other === undefined) return { root, looked }
  throw new UserError('not-in-repository', `${other.named} does not lie in the Git repository ${root}`, {
    hint: 'with --changed-since, name paths of one repository',
  })
}

/** Paths that are not as the commit has them: another content, gone, or new to Git. */
const differing = async (root: string, commit: string, ways: readonly string[]): Promise<Set<string>> => {
  const only = ['-z', '--', ...ways.map((way) => (way === '' ? '.' : way))]
  const literal = '--literal-pathspecs'
  const how = ['diff', '--name-only', '--no-renames', '--no-ext-diff']
  const diff = await withIndexCopy(root, (index) => git(root, [literal, ...how, commit, ...only], { index }))
  const untracked = await git(root, [literal, 'ls-files', '--others', '--exclude-standard', ...only])
  return new Set([...fields(diff), ...fields(untracked)])
}

/** Throws `usage`, `git-missing`, `git-failed`, `not-in-repository`, `unknown-ref`, `no-merge-base`. */
export const changesSince = async ({ ref, cwd, looked: names, inputs }: ChangesRequest): Promise<Changes> => {
  const { root, looked } = await look(cwd, names)
  const commit = await forkPoint(root, ref)
  const ways = looked.map(({ way }) => way)
  const inputWays = new Map(
    inputs
      .map((input) => [input, wayTo(root, realPath(resolve(cwd, input)))] as const)
      .filter(([, way]) => !isOutside(way)),
  )
  const blobs = await blobsOf(root, commit, ways)
  const different = await differing(root, commit, [...ways, ...inputWays.values()])

  const isSame = (way: string): boolean => blobs.has(way) && !different.has(way)
  const folders = new Map<string, string>()
  const isChanged = (file: string): boolean => {
    const folder = dirname(resolve(cwd, file))
    const real = folders.get(folder) ?? realpathSync(folder)
    folders.set(folder, real)
    const own = wayTo(root, join(real, basename(file)))
    if (!isSame(own)) return true
    return blobs.get(own)?.isLink === true && !isSame(wayTo(root, realpathSync(resolve(cwd, file))))
  }

  const before = async (): Promise<ParsedFile[]> => {
    const found = [...different].flatMap((way) => {
      const blob = blobs.get(way)
      const named = blob === undefined || blob.isLink ? undefined : nameOf(way, looked)
      return blob === undefined || named === undefined ? [] : [{ named, id: blob.id }]
    })
    const contents = await contentsOf(
      root,
      found.map(({ id }) => id),
    )
    return found.map(({ named }, i) => parseBytes(named, contents[i] ?? Buffer.alloc(0)))
  }

  const paths = [...different]
  const changedInput = [...inputWays].find(([, input]) => paths.some((way) => isBelow(way, input)))?.[0]
  return { commit, isChanged, changedInput, before }
}

/** What a file of the repository would be called among those that were found; undefined if it would not be found. */
const nameOf = (way: string, looked: readonly Looked[]): string | undefined => {
  for (const one of looked) {
    if (!one.isFolder && one.way === way) return one.named
    if (!one.isFolder || !isBelow(way, one.way)) continue
    const below = one.way === '' ? way : way.slice(one.way.length + 1)
    if (isFoundBelow(below)) return join(one.named, below)
  }
  return undefined
}
