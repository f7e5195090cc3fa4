/** What the operating system says about files, in words that lead on. */
import { UserError } from '../errors.ts'

const CAUSES: Readonly<Record<string, readonly [cause: string, hint: string]>> = {
  ENOENT: ['it is gone', 'run the command again'],
  EACCES: ['this user has no right to it', 'change the rights with chmod or chown, or run as its owner'],
  EPERM: ['the operating system does not permit it', 'look for an immutable flag (lsattr) or a mount option'],
  EROFS: ['the file system is mounted read-only', 'mount it writable, or work in a copy'],
  ENOSPC: ['the disk is full', 'make room and run the command again'],
  EDQUOT: ['your quota of disk space is used up', 'make room and run the command again'],
  ENOTDIR: ['a part of the path is a file, not a folder', 'move that file away or choose another path'],
  EISDIR: ['it is a folder', 'name a file'],
  EEXIST: ['a part of the path is a file, not a folder', 'move that file away or choose another path'],
  ELOOP: ['its symbolic links lead in a circle', 'correct the link'],
  ENAMETOOLONG: ['its name is too long', 'choose a shorter one'],
  EMFILE: ['too many files are open', 'raise the limit with `ulimit -n`'],
}

const explain = (error: unknown): { cause: string; hint: string | undefined } => {
  const { code = '', message } = error as NodeJS.ErrnoException
  const [cause, hint] = CAUSES[code] ?? [message, undefined]
  return { cause, hint }
}

export const readError = (error: unknown, path: string): UserError => {
  const { cause, hint } = explain(error)
  return new UserError('file-unreadable', `can not read ${path}: ${cause}`, { hint, cause: error })
}

/** `what`: such as "write", "remove". */
export const writeError = (error: unknown, path: string, what: string): UserError => {
  const { cause, hint } = explain(error)
  return new UserError('file-unwritable', `can not ${what} ${path}: ${cause}`, { hint, cause: error })
}
