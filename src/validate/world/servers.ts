/** MCP servers that are started as a program, and what is known of them. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
import { text } from './reference.ts'
import type { World } from './world.ts'

export interface StdioServer {
  readonly backend: Subject
  readonly cmd: string
  readonly args: readonly unknown[]
  readonly env: readonly Mapping[]
  readonly workingDir: unknown
}

export const STDIO: JsonPath = ['spec', 'mcp', 'stdio']

export const stdioServers = once((world: World): readonly StdioServer[] =>
  world.ofKind(GROUP, 'MCPBackend').flatMap((backend) => {
    const stdio = mapping(backend.value['spec'])['mcp']
    const { cmd, args, env, workingDir } = mapping(mapping(stdio)['stdio'])
    if (typeof cmd !== 'string') return []
    return [{ backend, cmd, args: list(args), env: mappings(env), workingDir }]
  }),
)

/** What npx or uvx fetches and runs. */
export interface Package {
  readonly name: string
  /** Undefined where it is not one version: none, a range, or a tag such as `latest`. */
  readonly version: string | undefined
  /** Of `args`. */
  readonly index: number
}

/** Options that take the next word. */
const NPX_VALUES = new Set(['-c', '--call', '-w', '--workspace', '--registry', '--cache', '--userconfig'])
const UVX_VALUES = new Set([
  '--with',
  '--python',
  '-p',
  '--index',
  '--index-url',
  '--default-index',
  '--extra-index-url',
])
const NAMES_PACKAGE = new Set(['--package', '--from'])

const NPM = /^((?:@[\w.~-]+\/)?[\w.~-]+)(?:@(.*))?$/
const PYPI = /^([\w.-]+)(?:\[[\w,. -]*\])?(?:(?:@|={2,3})(.*)|[<>~!=].*)?$/
/** To npm `1` and `1.2` are ranges, to PyPI they are versions. */
const ONE_VERSION = { npx: /^v?\d+\.\d+\.\d+([-+]\S+)?$/, uvx: /^v?\d([\w.+-]*\w)?$/ }

const isRunner = (cmd: string): 'npx' | 'uvx' | undefined => {
  const name = cmd.slice(cmd.lastIndexOf('/') + 1)
  return name === 'npx' || name === 'uvx' ? name : undefined
}

/** The word of `args` that names the package. */
const packageAt = (runner: 'npx' | 'uvx', args: readonly unknown[]): number | undefined => {
  const values = runner === 'npx' ? NPX_VALUES : UVX_VALUES
  let first: number | undefined
  for (let i = 0; i < args.length; i++) {
    const word = text(args[i], '')
    if (NAMES_PACKAGE.has(word) || (runner === 'npx' && word === '-p')) return i + 1
    if (/^--(package|from)=/.test(word)) return i
    if (values.has(word)) i++
    else if (!word.startsWith('-')) {
      first = i
      break
    }
  }
  return first
}

/** Undefined where the command is no runner, or runs what comes from elsewhere: a path, a URL, a repository. */
export const packageOf = ({ cmd, args }: Pick<StdioServer, 'cmd' | 'args'>): Package | undefined => {
  const runner = isRunner(cmd)
  if (runner === undefined) return undefined
  const index = packageAt(runner, args)
  if (index === undefined) return undefined
  const word = text(args[index], '').replace(/^--(package|from)=/, '')
  const [, name, version] = (runner === 'npx' ? NPM : PYPI).exec(word) ?? []
  if (name === undefined || name.startsWith('.')) return undefined
  return {
    name,
    version: version !== undefined && ONE_VERSION[runner].test(version) ? version : undefined,
    index,
  }
}

/** The lists of tools that an MCPBackend allows and denies. */
export const toolLists = once((backend: Subject): { allow: readonly unknown[]; deny: readonly unknown[] } => {
  const { tools } = mapping(mapping(mapping(backend.value['spec'])['mcp'])['policies'])
  const { allow, deny } = mapping(tools)
  return { allow: list(allow), deny: list(deny) }
})

export const TOOLS: JsonPath = ['spec', 'mcp', 'policies', 'tools']
