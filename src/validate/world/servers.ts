/** MCP servers that are started as a program, and what is known of them. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping, mappings } from '../../model/mapping.ts'
import type { Subject } from '../subject.ts'
import { once } from './once.ts'
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

/** The lists of tools that an MCPBackend allows and denies. */
export const toolLists = once((backend: Subject): { allow: readonly unknown[]; deny: readonly unknown[] } => {
  const { tools } = mapping(mapping(mapping(backend.value['spec'])['mcp'])['policies'])
  const { allow, deny } = mapping(tools)
  return { allow: list(allow), deny: list(deny) }
})

export const TOOLS: JsonPath = ['spec', 'mcp', 'policies', 'tools']
