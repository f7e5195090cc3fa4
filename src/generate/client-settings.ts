import { gatewayUrl } from './gateway-url.ts'

/** What an MCP client needs to know, in the form that clients' settings files have. */
export interface ClientSettings {
  readonly mcpServers: Readonly<Record<string, { readonly type: 'http'; readonly url: string }>>
}

/** The path under which the gateway serves one MCP server. */
export const mcpPath = (name: string): string => `/mcp/${name}`

/** `gateway`: the gateway's URL, with or without a slash at its end. */
export const mcpUrl = (gateway: string, name: string): string => gatewayUrl(gateway, mcpPath(name))

export const clientSettings = (name: string, url: string): ClientSettings => ({
  mcpServers: { [name]: { type: 'http', url } },
})
