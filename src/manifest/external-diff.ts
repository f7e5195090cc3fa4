/** Shows differences by the program that the user chose, as kubectl does. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UserError } from '../errors.ts'

export interface ComparedFile {
  readonly name: string
  /** Empty where there is no object. */
  readonly live: string
  readonly merged: string
}

/** kubectl splits at blanks, and passes on only what no shell could give a meaning to. */
const split = (command: string): { program: string; args: string[] } => {
  const [program = '', ...args] = command.split(' ')
  return { program, args: args.filter((arg) => /^[a-zA-Z0-9-=]+$/.test(arg)) }
}

const failed = (command: string, why: string): UserError =>
  new UserError('diff-program-failed', `KUBECTL_EXTERNAL_DIFF=${command}: ${why}`, {
    hint: 'unset KUBECTL_EXTERNAL_DIFF, or use -o fields',
  })

const notStarted = (command: string, error: NodeJS.ErrnoException): UserError =>
  error.code === 'ENOENT'
    ? new UserError(
        'diff-program-failed',
        `KUBECTL_EXTERNAL_DIFF names the program "${split(command).program}", which is not there`,
        {
          hint: 'install it or name another, such as KUBECTL_EXTERNAL_DIFF="diff -u -N"; without the variable, diff shows it itself',
        },
      )
    : failed(command, error.message)

const ended = (child: ChildProcess, command: string): Promise<void> =>
  new Promise((resolve, reject) => {
    child.once('error', (error) => {
      reject(notStarted(command, error))
    })
    child.once('exit', (code, signal) => {
      // 1 says that there are differences, which is known.
      if (code === 0 || code === 1) resolve()
      else reject(failed(command, code === null ? `ended by ${signal ?? 'a signal'}` : `exit code ${code}`))
    })
  })

/**
 * One file an object in each of two folders. They are gone afterwards, and with them the program, also where this process
 * is ended meanwhile. Throws `diff-program-failed`.
 */
export const externalDiff = async (command: string, files: readonly ComparedFile[]): Promise<void> => {
  const folders = ['LIVE-', 'MERGED-'].map((prefix) => mkdtempSync(join(tmpdir(), prefix)))
  let child: ChildProcess | undefined
  const cleanUp = (): void => {
    child?.kill()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  }
  process.once('exit', cleanUp)
  try {
    const [before = '', after = ''] = folders
    for (const { name, live, merged } of files) {
      writeFileSync(join(before, name), live)
      writeFileSync(join(after, name), merged)
    }
    const { program, args } = split(command)
    child = spawn(program, [...args, ...folders], { stdio: 'inherit' })
    await ended(child, command)
  } finally {
    process.off('exit', cleanUp)
    cleanUp()
  }
}
