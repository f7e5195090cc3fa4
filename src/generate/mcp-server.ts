import { API_VERSION } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'
import { airoute } from './airoute.ts'
import { mcpPath } from './client-settings.ts'
import type { ToolRules } from './tools.ts'
import type { Transport } from './transport.ts'

export interface McpServer {
  readonly name: string
  readonly namespace: string
  readonly gateway: { readonly namespace: string; readonly name: string }
  readonly transport: Transport
  readonly tools?: ToolRules | undefined
}

/** An MCP server behind the gateway: the backend, and the route of path prefix /mcp/NAME that leads to it. */
export const mcpServer = ({
  name,
  namespace,
  gateway,
  transport,
  tools,
}: McpServer): [Resource, Resource] => [
  {
    apiVersion: API_VERSION,
    kind: 'MCPBackend',
    metadata: { name, namespace },
    spec: { mcp: { ...transport, policies: tools === undefined ? {} : { tools } } },
  },
  airoute({ name, namespace, gateway, pathPrefix: mcpPath(name), backend: 'MCPBackend' }),
]
