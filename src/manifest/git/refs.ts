/** The names by which a repository knows commits. */
import { askGit } from './run.ts'

export interface Ref {
  /** As short as Git takes it. */
  readonly name: string
  /** Of its commit. */
  readonly subject: string
}

const KINDS = ['refs/heads', 'refs/tags', 'refs/remotes']

/** HEAD, then branches and tags, the newest first; none outside of a repository. Throws `git-missing` and `git-failed`. */
export const refsOf = async (folder: string): Promise<Ref[]> => {
  const format = '--format=%(refname:short)%00%(*subject)%(subject)'
  const { code, stdout } = await askGit(folder, ['for-each-ref', '--sort=-creatordate', format, ...KINDS])
  if (code !== 0) return []
  const lines = stdout.toString().split('\n').filter(Boolean)
  const refs = lines.map((line): Ref => {
    const [name = '', subject = ''] = line.split('\0')
    return { name, subject }
  })
  return [{ name: 'HEAD', subject: 'the last commit' }, ...refs]
}
