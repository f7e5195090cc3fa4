/** Asks Git, without a shell. */
import { execFile } from 'node:child_process'
import { UserError } from '../../errors.ts'

export interface GitAnswer {
  readonly code: number
  readonly stdout: Buffer
  readonly stderr: string
}

/** More than the list of a million files needs. */
const MOST_BYTES = 2 ** 30

export interface GitOptions {
  /** For its standard input. */
  readonly input?: string
  /** The file to take for the index. */
  readonly index?: string
}

/** Throws `git-missing`; that Git says no is an answer. */
export const askGit = (
  cwd: string,
  args: readonly string[],
  { input = '', index }: GitOptions = {},
): Promise<GitAnswer> =>
  new Promise((resolve, reject) => {
    const child = execFile(
      'git',
      args,
      {
        cwd,
        encoding: 'buffer',
        maxBuffer: MOST_BYTES,
        // Messages as we know them; and nothing is written, not even what would make the next call faster.
        env: {
          ...process.env,
          LC_ALL: 'C',
          GIT_OPTIONAL_LOCKS: '0',
          ...(index === undefined ? {} : { GIT_INDEX_FILE: index }),
        },
      },
      (error, stdout, stderr) => {
        if (error !== null && typeof error.code !== 'number')
          reject(
            error.code === 'ENOENT'
              ? new UserError('git-missing', 'there is no git on the PATH', {
                  hint: 'install Git',
                  cause: error,
                })
              : new UserError('git-failed', `git ${args[0] ?? ''} ended early: ${error.message}`, {
                  cause: error,
                }),
          )
        else
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr: stderr.toString().trim() })
      },
    )
    child.stdin?.on('error', () => undefined)
    child.stdin?.end(input)
  })

/** What Git prints. Throws `git-missing`, and `git-failed` with Git's first line. */
export const git = async (
  cwd: string,
  args: readonly string[],
  options: GitOptions = {},
): Promise<Buffer> => {
  const answer = await askGit(cwd, args, options)
  if (answer.code === 0) return answer.stdout
  throw new UserError(
    'git-failed',
    `git ${args.find((arg) => !arg.startsWith('-')) ?? ''}: ${answer.stderr.split('\n')[0] ?? `exit code ${answer.code}`}`,
  )
}

/** What stands between NUL characters. */
export const fields = (output: Buffer): string[] =>
  output
    .toString('utf8')
    .split('\0')
    .filter((field) => field !== '')
