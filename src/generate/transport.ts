/** How a server is started or reached: from the words of add-mcp to the transport of an MCPBackend. */
import { usageError } from '../errors.ts'
import { checkArguments } from './catalog/arguments.ts'
import { type CatalogEntry, commandOf } from './catalog/entry.ts'
import { findServer } from './catalog/index.ts'
import { credentialAmong, plainCredential } from './credentials.ts'
import type { EnvVar } from './environment.ts'
import { remote, type StaticTarget } from './remote.ts'

export interface TransportIntent {
  readonly name: string
  /** The catalog's entry, where it is another than `name`. */
  readonly from?: string | undefined
  /** What the catalog's server is given. */
  readonly args: readonly string[]
  /** The words after `--`; undefined without `--`. */
  readonly rest?: readonly string[] | undefined
  readonly url?: string | undefined
  readonly sse: boolean
  readonly env: readonly EnvVar[]
}

export interface StdioServer {
  readonly cmd: string
  readonly args?: readonly string[]
  readonly env?: readonly EnvVar[]
}

export type Transport = { readonly stdio: StdioServer } | { readonly static: StaticTarget }

/** The server by the name that is not in the catalog. */
export interface Unknown {
  readonly unknown: string
}
export interface Found {
  readonly transport: Transport
  readonly entry?: CatalogEntry
}

const SECRET_ENV = 'let the server read it from a variable: --secret-env NAME=SECRET/KEY'

const stdio = (cmd: string, args: readonly string[], env: readonly EnvVar[]): Transport => ({
  stdio: { cmd, ...(args.length > 0 ? { args } : {}), ...(env.length > 0 ? { env } : {}) },
})

const fromCommand = (words: readonly string[], env: readonly EnvVar[]): Transport => {
  const [cmd = '', ...args] = words
  if (cmd.trim() === '') throw usageError('there is no command after `--`', 'for example: -- npx my-server')
  if (/\s/.test(cmd) && !cmd.includes('/'))
    throw usageError(
      `"${cmd}" is a line, not a program`,
      'do not quote the command as a whole: -- CMD ARG ARG',
    )
  return stdio(cmd, args, env)
}

const fromUrl = (intent: TransportIntent, url: string): Transport => {
  const contradicting =
    intent.rest !== undefined
      ? 'a command after `--`'
      : intent.from !== undefined
        ? '--from'
        : intent.args.length > 0
          ? 'arguments'
          : intent.env.length > 0
            ? '--env and --secret-env'
            : undefined
  if (contradicting !== undefined)
    throw usageError(
      `--url and ${contradicting} contradict each other`,
      'a server with a URL runs already, and is not started',
    )
  return { static: remote(url, intent.sse) }
}

/** Throws usage errors for what contradicts itself, `plain-credential` for a credential among the words. */
export const transport = (intent: TransportIntent): Found | Unknown => {
  const { name, from, url, rest, env } = intent
  if (url !== undefined) return { transport: fromUrl(intent, url) }
  if (intent.sse) throw usageError('--sse says how a server with a --url speaks, and there is no --url')

  const words = [...intent.args, ...(rest ?? [])]
  const found = credentialAmong(words)
  if (found !== undefined) throw plainCredential(found, SECRET_ENV)

  // No program's name begins with "-": such words are options for the catalog's server.
  const options = rest?.[0]?.startsWith('-') === true
  if (rest !== undefined && !options) {
    if (from !== undefined || intent.args.length > 0)
      throw usageError(
        `${from === undefined ? 'arguments before `--`' : '--from'} and a command after \`--\` contradict each other`,
        'take the server from the catalog, or give the whole command after `--`',
      )
    return { transport: fromCommand(rest, env) }
  }
  const entry = findServer(from ?? name)
  if (entry === undefined) return { unknown: from ?? name }
  checkArguments(entry, words)
  const command = commandOf(entry, words)
  return { transport: stdio(command.cmd, command.args, env), entry }
}
