/** MCP servers: which tools of them are allowed, and of those that are started as a program what is known. */
import type { JsonPath } from '../../model/document.ts'
import { GROUP } from '../../model/kinds.ts'
import { list, type Mapping, mapping, mappings } from '../../model/mapping.ts'
import { type Package, packageOf } from '../../model/package.ts'
import { once } from './once.ts'
import type { NamedSubject, World } from './world.ts'

export interface McpBackend {
  readonly subject: NamedSubject
  /** `spec.mcp`. */
  readonly mcp: Mapping
  /** The lists of tools. */
  readonly allow: readonly unknown[]
  readonly deny: readonly unknown[]
}

export const TOOLS: JsonPath = ['spec', 'mcp', 'policies', 'tools']

const backendOf = (subject: NamedSubject): McpBackend => {
  const mcp = mapping(mapping(subject.value['spec'])['mcp'])
  const { allow, deny } = mapping(mapping(mcp['policies'])['tools'])
  return { subject, mcp, allow: list(allow), deny: list(deny) }
}

export const mcpBackends = once((world: World): readonly McpBackend[] =>
  world.kind(GROUP, 'MCPBackend').subjects.map(backendOf),
)

export interface StdioServer {
  readonly backend: McpBackend
  readonly cmd: string
  readonly args: readonly unknown[]
  readonly env: readonly Mapping[]
  readonly workingDir: unknown
  readonly package: Package | undefined
}

export const STDIO: JsonPath = ['spec', 'mcp', 'stdio']

const serverOf = (backend: McpBackend): StdioServer | undefined => {
  const { cmd, args: given, env, workingDir } = mapping(backend.mcp['stdio'])
  if (typeof cmd !== 'string') return undefined
  const args = list(given)
  return { backend, cmd, args, env: mappings(env), workingDir, package: packageOf({ cmd, args }) }
}

export const stdioServers = once((world: World): readonly StdioServer[] =>
  mcpBackends(world)
    .map(serverOf)
    .filter((server) => server !== undefined),
)
