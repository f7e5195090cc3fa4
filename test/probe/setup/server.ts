/** A real MCP server of the official SDK on a real port, which can be told to answer as a gateway refuses. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'

export interface Asked {
  readonly req: IncomingMessage
  readonly id: unknown
  readonly method: string
  readonly inSession: boolean
}

/** Answers by itself and returns true, or leaves it to the server. */
export type Form = (asked: Asked, res: ServerResponse) => boolean

const reply = (status: number, body: string, type: string): Form => {
  return (_asked, res) => {
    res.writeHead(status, { 'content-type': type }).end(body)
    return true
  }
}

export const text = (status: number, body: string): Form => reply(status, body, 'text/plain')

export const rpcError =
  (status: number, code: number, message: string, data?: unknown): Form =>
  (asked, res) =>
    reply(
      status,
      JSON.stringify({ jsonrpc: '2.0', id: asked.id, error: { code, message, data } }),
      'application/json',
    )(asked, res)

export const rpcResult =
  (result: unknown): Form =>
  (asked, res) =>
    reply(200, JSON.stringify({ jsonrpc: '2.0', id: asked.id, result }), 'application/json')(asked, res)

export const only =
  (methods: readonly string[], form: Form): Form =>
  (asked, res) =>
    methods.includes(asked.method) && form(asked, res)

export const first =
  (...forms: readonly Form[]): Form =>
  (asked, res) =>
    forms.some((form) => form(asked, res))

const mcpServer = (calls: string[]): McpServer => {
  const server = new McpServer({ name: 'shop', version: '1' })
  const add = (name: string, readOnlyHint: boolean): void => {
    server.registerTool(name, { annotations: { readOnlyHint } }, () => {
      calls.push(name)
      return { content: [{ type: 'text', text: 'fine' }] }
    })
  }
  add('empty_basket', false)
  add('list_baskets', true)
  server.registerTool('fail', {}, () => {
    calls.push('fail')
    return { isError: true, content: [{ type: 'text', text: 'the shop is closed' }] }
  })
  return server
}

export class ProbedServer {
  /** The tools that were really called. */
  readonly calls: string[] = []
  readonly requests: { readonly method: string; readonly headers: IncomingMessage['headers'] }[] = []
  form: Form = () => false
  readonly #sessions = new Map<string, StreamableHTTPServerTransport>()
  readonly #http = createServer((req, res) => {
    void this.#handle(req, res)
  })

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#http.listen(0, '127.0.0.1', resolve))
  }

  url(path = '/mcp/shop', scheme = 'http'): URL {
    return new URL(`${scheme}://127.0.0.1:${(this.#http.address() as AddressInfo).port}${path}`)
  }

  get openSessions(): number {
    return this.#sessions.size
  }

  async close(): Promise<void> {
    this.#http.closeAllConnections()
    await new Promise((resolve) => this.#http.close(resolve))
    await Promise.all([...this.#sessions.values()].map((session) => session.close()))
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of req as AsyncIterable<Buffer>) chunks.push(chunk)
    const raw = Buffer.concat(chunks).toString('utf8')
    const body = (raw === '' ? {} : JSON.parse(raw)) as { id?: unknown; method?: string }
    const sessionId = req.headers['mcp-session-id'] as string | undefined
    const method = body.method ?? req.method ?? ''
    this.requests.push({ method, headers: req.headers })
    if (this.form({ req, id: body.id, method, inSession: sessionId !== undefined }, res)) return
    const transport = sessionId === undefined ? await this.#begin() : this.#sessions.get(sessionId)
    if (transport === undefined)
      res.writeHead(404, { 'content-type': 'text/plain' }).end('mcp: session not found')
    else await transport.handleRequest(req, res, raw === '' ? undefined : body)
  }

  async #begin(): Promise<StreamableHTTPServerTransport> {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        this.#sessions.set(id, transport)
      },
      onsessionclosed: (id) => {
        this.#sessions.delete(id)
      },
    })
    await mcpServer(this.calls).connect(transport)
    return transport
  }
}
