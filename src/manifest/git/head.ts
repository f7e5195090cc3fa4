/** Where a folder stands in the history of its repository. No Git, and no repository, are an answer, too. */
import { UserError } from '../../errors.ts'
import { askGit, type GitAnswer } from './run.ts'

const answer = async (folder: string, args: readonly string[]): Promise<GitAnswer | undefined> => {
  try {
    return await askGit(folder, args)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** The commit that is checked out, if all that lies at these paths is just as it has it. */
export const commitOf = async (root: string, paths: readonly string[]): Promise<string | undefined> => {
  const status = await answer(root, ['status', '--porcelain', '--untracked-files=all', '--', ...paths])
  if (status?.code !== 0 || status.stdout.length > 0) return undefined
  const head = await answer(root, ['rev-parse', '--verify', '--quiet', 'HEAD'])
  return head?.code === 0 ? head.stdout.toString().trim() : undefined
}

/** True where the commit is known to be part of what is checked out. */
export const isContained = async (root: string, commit: string): Promise<boolean> =>
  (await answer(root, ['merge-base', '--is-ancestor', commit, 'HEAD']))?.code === 0

/** False where the history is cut off: then a commit may be part of it, and is not known. */
export const hasHistory = async (root: string): Promise<boolean> => {
  const said = await answer(root, ['rev-parse', '--is-shallow-repository'])
  return said?.code === 0 && said.stdout.toString().trim() === 'false'
}
