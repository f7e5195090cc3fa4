import { table } from './entry.ts'

/** Codes of what is asked of Git. */
export const git = table({
  'git-missing': {
    is: 'error',
    title: 'Git is needed to know what changed or what a commit holds, and there is no `git` on the PATH.',
    mend: 'Install Git, or run without `--changed-since` or `--rev`.',
  },
  'not-in-repository': {
    is: 'error',
    title:
      'What changed, or what a commit holds, is asked for where no Git repository can tell it: the files lie in none, or in several.',
    mend: 'Run the command inside the repository and name paths of that repository only, or run without `--changed-since` or `--rev`.',
  },
  'unknown-ref': {
    is: 'error',
    title: 'The repository has no commit of the name that was given.',
    mend: 'Check the spelling (`git branch -a`, `git tag`). What others have pushed must be fetched first; CI systems often fetch one commit only.',
  },
  'no-merge-base': {
    is: 'error',
    title:
      'The commit and the work at hand have no common history here, so it is not known what changed since.',
    mend: 'In a shallow clone fetch the history: `git fetch --unshallow`, or `fetch-depth: 0` of actions/checkout.',
  },
  'git-failed': {
    is: 'error',
    title: 'Git was asked for something and failed; the message is its own.',
    mend: 'Run the Git command that the message names by hand.',
  },
  'not-committed': {
    is: 'error',
    title:
      'What `revoke --commit` or `restore --commit` did stands, but the change of the folder is not in Git.',
    mend: 'The message says what kept it out: no repository, no branch, a hook that refused, other changes in the same file. Mend that and commit the files by hand, or run the command again.',
  },
})
