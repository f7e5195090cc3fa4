/** A server that is reached over the network: from its URL to the target of an MCPBackend. */
import { usageError } from '../errors.ts'
import { isCredential } from '../model/credentials/plain.ts'
import { holdsCredential } from '../model/credentials/shapes.ts'
import { plainCredential } from './credentials.ts'

/** The transport `static` of an MCPBackend. */
export interface StaticTarget {
  readonly host: string
  readonly port: number
  readonly path: string
  readonly protocol: 'StreamableHTTP' | 'SSE'
  readonly tls?: Record<string, never>
}

const EXAMPLE = 'for example: --url https://example.com/mcp'
const HINT =
  'the credential belongs in a Secret: leave it out of the URL, and set spec.mcp.policies.auth.secretRef'

/** `sse`: legacy SSE whatever the path says; without it only a path of exactly /sse means it, as upstream has it. */
export const remote = (text: string, sse: boolean): StaticTarget => {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    // Not repeated: what does not parse may still hold a password.
    throw usageError('--url is not a URL', EXAMPLE)
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw usageError(
      `--url is of the scheme "${url.protocol.slice(0, -1)}", and MCP servers speak http or https`,
      EXAMPLE,
    )
  if (url.username !== '' || url.password !== '') throw plainCredential('the user or password in --url', HINT)
  for (const [name, value] of url.searchParams)
    if (isCredential(name, value)) throw plainCredential(`the parameter "${name}" in --url`, HINT)
  if (holdsCredential(url.pathname))
    throw plainCredential('a part of --url that looks like a token or key', HINT)
  if (url.hash !== '') throw usageError('--url has a fragment (#…), which no server is ever sent', EXAMPLE)
  if (url.port === '0') throw usageError('--url has port 0, on which nothing listens', EXAMPLE)

  const secure = url.protocol === 'https:'
  const path = url.pathname + url.search
  return {
    // An IPv6 address stands in brackets only inside a URL.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? 443 : 80) : Number(url.port),
    path,
    protocol: sse || path === '/sse' ? 'SSE' : 'StreamableHTTP',
    ...(secure ? { tls: {} } : {}),
  }
}
