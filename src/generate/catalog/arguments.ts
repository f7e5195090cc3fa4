/** Holds the arguments of a catalog's server to what the server takes, before a pod fails on them. */
import { usageError } from '../../errors.ts'
import type { Arguments, CatalogEntry } from './entry.ts'

/** As a line of help shows it: ` /DIRECTORY…`, empty for a server that takes nothing. */
export const argumentsUsage = (takes: Arguments): string => {
  if (takes.kind === 'nothing') return ''
  if (takes.kind === 'directories') return ' /DIRECTORY…'
  const options = Object.entries(takes.options).map(([name, value]) =>
    value === null ? `[${name}]` : `[${name} ${value}]`,
  )
  return ` -- ${options.join(' ')}`
}

const checkDirectories = (entry: CatalogEntry, args: readonly string[]): void => {
  const usage = `for example: kubectl agentgw add-mcp ${entry.name} /srv/files`
  if (args.length === 0) throw usageError(`${entry.name} needs at least one directory`, usage)
  for (const path of args)
    if (!path.startsWith('/'))
      throw usageError(
        `${entry.name} takes directories by absolute path, and "${path}" is none`,
        'the server is started elsewhere, where a relative path leads elsewhere',
      )
}

const checkOptions = (
  entry: CatalogEntry,
  options: Readonly<Record<string, string | null>>,
  args: readonly string[],
): void => {
  const known = `${entry.name} takes${argumentsUsage(entry.takes)}`
  const seen = new Set<string>()
  for (let i = 0; i < args.length; i++) {
    const word = args[i] ?? ''
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const name = equals < 0 ? word : word.slice(0, equals)
    const value = Object.hasOwn(options, name) ? options[name] : undefined
    if (value === undefined) throw usageError(`${entry.name} does not take "${name}"`, known)
    if (seen.has(name)) throw usageError(`${name} is given twice`, known)
    seen.add(name)
    if (value === null && equals >= 0) throw usageError(`${name} takes no value`, known)
    if (value !== null && equals < 0) {
      const next = args[++i]
      if (next === undefined || next.startsWith('--')) throw usageError(`${name} needs a value`, known)
    }
  }
}

/** Throws a usage error where the server would not start with these arguments. */
export const checkArguments = (entry: CatalogEntry, args: readonly string[]): void => {
  const { takes } = entry
  if (takes.kind === 'directories') checkDirectories(entry, args)
  else if (takes.kind === 'options') checkOptions(entry, takes.options, args)
  else if (args.length > 0)
    throw usageError(
      `${entry.name} takes no arguments, and was given "${args.join(' ')}"`,
      'a command of your own goes after `--`: add-mcp NAME -- CMD ARGS…',
    )
}
