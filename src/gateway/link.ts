/** The way to one server for one session. */
import { SSEClientTransport, SseError } from '@modelcontextprotocol/sdk/client/sse.js'
import { getDefaultEnvironment } from '@modelcontextprotocol/sdk/client/stdio.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import { ChildTransport } from './child-transport.ts'
import type { Launch } from './state.ts'

/** What the gateway uses of the SDK's transports. */
export interface Link {
  onclose: (() => void) | undefined
  onmessage: ((message: JSONRPCMessage) => void) | undefined
  start(): Promise<void>
  send(message: JSONRPCMessage): Promise<void>
  close(): Promise<void>
  setProtocolVersion?(version: string): void
  /** Ends it now, whatever the server is doing. */
  kill?(): void
  /** How it ended, as the rest of a sentence about the server. */
  readonly ended?: string | undefined
}

/** Says goodbye, so that the server need not keep the session until it times out. */
class HttpTransport extends StreamableHTTPClientTransport {
  override async close(): Promise<void> {
    const patience = new Promise((resolve) => setTimeout(resolve, 500).unref())
    await Promise.race([this.terminateSession().catch(() => undefined), patience])
    await super.close()
  }
}

/** The SDK connects again by itself, but to a session that nobody has greeted; so a broken stream is the end. */
// eslint-disable-next-line @typescript-eslint/no-deprecated -- servers that speak only SSE are still about
class SseTransport extends SSEClientTransport {
  override onerror = (error: Error): void => {
    if (error instanceof SseError) void this.close()
  }
}

/** Not started yet; `note` is given what a child process writes to its standard error. */
export const openLink = (launch: Launch, note: (line: string) => void): Link => {
  if (launch.via === 'stdio')
    return new ChildTransport({ ...launch, env: { ...getDefaultEnvironment(), ...launch.env } }, note)
  const options = { requestInit: { headers: launch.headers } }
  const url = new URL(launch.url)
  const transport: Transport =
    launch.via === 'sse' ? new SseTransport(url, options) : new HttpTransport(url, options)
  return transport as Link
}
