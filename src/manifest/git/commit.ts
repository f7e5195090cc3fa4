/** Finds the repository, and the commit from which changes count. */
import { EXIT, UserError, usageError } from '../../errors.ts'
import { askGit, git } from './run.ts'

/** The root of the working tree in which a folder lies; `flag` is what asks for it. Throws `not-in-repository`. */
export const repositoryOf = async (folder: string, flag: string): Promise<string> => {
  const { code, stdout, stderr } = await askGit(folder, ['rev-parse', '--show-toplevel'])
  if (code === 0) return stdout.toString('utf8').replace(/\r?\n$/, '')
  // Such as a repository of another owner, which Git refuses, or one without a working tree.
  const why = stderr.includes('not a git repository') ? 'it lies in no Git repository' : stderr.split('\n')[0]
  throw new UserError('not-in-repository', `Git knows nothing of ${folder}: ${why ?? ''}`, {
    hint: `run it where the manifests are under Git, or without ${flag}`,
  })
}

const isShallow = async (root: string): Promise<boolean> =>
  (await git(root, ['rev-parse', '--is-shallow-repository'])).toString().trim() === 'true'

const DEEPEN = 'this is a shallow clone: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout'

/** The commit that is called so; `flag` is what named it. Throws `usage`, `unknown-ref`. */
export const commitNamed = async (root: string, ref: string, flag: string): Promise<string> => {
  if (ref === '' || ref.startsWith('-'))
    throw usageError(`${flag} takes a commit, and "${ref}" can be none`, `for example: ${flag} origin/main`)
  const named = await askGit(root, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`])
  if (named.code === 0) return named.stdout.toString().trim()
  throw new UserError('unknown-ref', `there is no commit "${ref}" in ${root}`, {
    exit: EXIT.usage,
    hint: (await isShallow(root))
      ? DEEPEN
      : '`git branch -a` lists branches; what others pushed comes with `git fetch`',
  })
}

/**
 * Where the work at hand left `ref`, as for a pull request: what was done on `ref` since then is not ours.
 * Throws `usage`, `unknown-ref`, `no-merge-base`.
 */
export const forkPoint = async (root: string, ref: string): Promise<string> => {
  const commit = await commitNamed(root, ref, '--changed-since')
  const base = await askGit(root, ['merge-base', commit, 'HEAD'])
  if (base.code === 0) return base.stdout.toString().trim()
  throw new UserError('no-merge-base', `"${ref}" and HEAD have no common history in ${root}`, {
    hint: (await isShallow(root)) ? DEEPEN : 'choose a commit from which this branch comes',
  })
}
