/** Where the values of an argument or a flag come from. */
import type { Argument, Flag, Line } from './grammar.ts'

export const LIVE = [
  'contexts',
  'clusters',
  'users',
  'namespaces',
  'kinds and names',
  'held',
  'standing',
  'revoked',
  'revocations',
  'refs',
  'codes',
  'catalog',
] as const
/** What has to be looked up: in a kubeconfig, the folder, its repository, the cluster, or this program's tables. */
export type Live = (typeof LIVE)[number]

export type Source =
  | { readonly is: 'words'; readonly words: readonly string[] }
  | { readonly is: 'files' | 'folders' | 'nothing' }
  | { readonly is: 'live'; readonly live: Live }

const live = (name: Live): Source => ({ is: 'live', live: name })

const FLAGS: Readonly<Record<string, Source>> = {
  context: live('contexts'),
  cluster: live('clusters'),
  user: live('users'),
  namespace: live('namespaces'),
  suppress: live('codes'),
  rev: live('refs'),
  'changed-since': live('refs'),
  'force-conflicts-of': live('held'),
}

/** Of one command's flag or argument. */
const OWN: Readonly<Record<string, Source>> = {
  'validate --output': { is: 'words', words: ['text', 'json', 'sarif', 'junit', 'github'] },
  'validate path': { is: 'files' },
  'schemas:pull source': { is: 'files' },
  'init dir': { is: 'folders' },
  'get target': live('kinds and names'),
  'pull objects': live('kinds and names'),
  'revoke target': live('standing'),
  'restore target': live('revoked'),
  'revocations id': live('revocations'),
  'revocations:verify id': live('revocations'),
  'explain code': live('codes'),
  'add-mcp name': live('catalog'),
  'add-mcp args': { is: 'files' },
}

const FILES = /^(FILE|PATH)$/

export const sourceOfFlag = (command: string, flag: Flag): Source => {
  const own = OWN[`${command} --${flag.name}`] ?? FLAGS[flag.name]
  if (own !== undefined) return own
  if (flag.options !== undefined) return { is: 'words', words: flag.options }
  const value = flag.helpValue ?? ''
  if (/^[\w-]+(\|[\w-]+)+$/.test(value)) return { is: 'words', words: value.split('|') }
  if (value === 'DIR') return { is: 'folders' }
  return { is: FILES.test(value) ? 'files' : 'nothing' }
}

/** The argument that is typed; of the last one there may be several. */
export const argumentOf = ({ command, args }: Line): Argument | undefined => {
  const known = Object.values(command?.args ?? {})
  return known[args.length] ?? (command?.strict === false ? known.at(-1) : undefined)
}

export const sourceOfArgument = (line: Line): Source => {
  const argument = argumentOf(line)
  if (argument === undefined) return { is: 'nothing' }
  if (argument.options !== undefined) return { is: 'words', words: argument.options }
  return OWN[`${line.id} ${argument.name}`] ?? { is: 'nothing' }
}
