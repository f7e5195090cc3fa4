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

export const mcpBackends = once((world: World): readonly McpBackend[] => {
  const backends: McpBackend[] = []
  for (const subject of world.kind(GROUP, 'MCPBackend').subjects) {
    const mcp = mapping(mapping(subject.value['spec'])['mcp'])
    const { allow, deny } = mapping(mapping(mcp['policies'])['tools'])
    backends.push({ subject, mcp, allow: list(allow), deny: list(deny) })
  }
  return backends
})

export interface StdioServer {
  readonly backend: McpBackend
  readonly cmd: string
  readonly args: readonly unknown[]
  readonly env: readonly Mapping[]
  readonly workingDir: unknown
  readonly package: Package | undefined
}

export const STDIO: JsonPath = ['spec', 'mcp', 'stdio']

export const stdioServers = once((world: World): readonly StdioServer[] => {
  const servers: StdioServer[] = []
  for (const backend of mcpBackends(world)) {
    const { cmd, args: given, env, workingDir } = mapping(backend.mcp['stdio'])
    if (typeof cmd !== 'string') continue
    const args = list(given)
    servers.push({ backend, cmd, args, env: mappings(env), workingDir, package: packageOf({ cmd, args }) })
  }
  return servers
})
