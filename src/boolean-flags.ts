/** Switches that are given a value, as kubectl takes them: `--prune=false` is no `--prune`, and never one with a word after it. */
import { usageError } from './errors.ts'

/** What of a command is looked at. */
export type Flags = Readonly<Record<string, { readonly type: string; readonly char?: string | undefined }>>

const GIVEN = /^(?:--([\w-]+)|-(\w))=(.*)$/s

/** `argv` without values of switches. Throws `usage` for a value that is neither true nor false; words after `--` are not ours. */
export const withoutSwitchValues = (argv: readonly string[], flags: Flags): string[] => {
  const end = argv.indexOf('--')
  return argv.flatMap((word, i) => {
    const given = end >= 0 && i > end ? null : GIVEN.exec(word)
    if (given === null) return [word]
    const [, long, char, value = ''] = given
    const [name, flag] =
      (long === undefined
        ? Object.entries(flags).find(([, one]) => one.char === char)
        : Object.entries(flags).find(([one]) => one === long)) ?? []
    if (name === undefined || flag?.type !== 'boolean') return [word]
    if (value === 'true') return [`--${name}`]
    if (value === 'false') return []
    throw usageError(
      `--${name} is on or off, and was given "${value}"`,
      `--${name}, --${name}=true or --${name}=false`,
    )
  })
}

/** Of the program's commands. */
export interface Commands {
  findCommand(id: string): { readonly flags: Flags } | undefined
}

/** The flags of the command that the words name; none where they name none. */
export const flagsOf = (argv: readonly string[], config: Commands): Flags => {
  const [first = '', second = ''] = argv
  const command = config.findCommand(`${first}:${second}`) ?? config.findCommand(first)
  return command?.flags ?? {}
}
