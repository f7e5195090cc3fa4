/** One session of MCP, by the transport of the official SDK. Its client would hide what exactly was answered. */
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import type { JSONRPCMessage } from '@modelcontextprotocol/sdk/types.js'
import type { Answer } from '../model/probe.ts'
import { failed, failureAnswer, type Fields, isFields, resultAnswer, rpcAnswer } from './answer.ts'
import type { Mask } from './mask.ts'
import { Refused, request } from './request.ts'
import type { Session } from './session.ts'
import { watched } from './watched.ts'

const CLIENT = { name: 'kubectl-agentgw-probe', version: '1' }
const MAX_PAGES = 50
/** How long saying goodbye may take, ms. */
const GOODBYE = 500

interface McpCall {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Which tool to call, given what tools/list gave; undefined: none may be called. */
  readonly choose: (tools: readonly unknown[]) => string | undefined
  readonly arguments: Fields
  readonly timeoutMs: number
  readonly mask: Mask
}

type Reply = { readonly result: Fields } | { readonly answer: Answer }

interface Waiting {
  readonly id: number
  readonly settle: (reply: Reply) => void
  readonly fail: (error: unknown) => void
}

export class McpSession implements Session {
  readonly #call: McpCall
  readonly #transport: StreamableHTTPClientTransport
  /** Ends what is under way; one request is at a time. */
  #limit = new AbortController().signal
  #waiting: Waiting | undefined
  #nextId = 1
  #tool: string | undefined

  private constructor(call: McpCall, transport: typeof StreamableHTTPClientTransport) {
    this.#call = call
    this.#transport = new transport(call.url, {
      requestInit: { headers: call.headers },
      fetch: (url, init) => this.#fetch(url, init),
    })
    this.#transport.onmessage = (message) => {
      this.#receive(message)
    }
  }

  /** Says hello, and looks for the tool to call where it is not known yet. */
  static async open(
    call: McpCall,
    tool: string | undefined,
    signal?: AbortSignal,
  ): Promise<McpSession | Answer> {
    const [{ StreamableHTTPClientTransport: transport }, { LATEST_PROTOCOL_VERSION }] = await Promise.all([
      import('@modelcontextprotocol/sdk/client/streamableHttp.js'),
      import('@modelcontextprotocol/sdk/types.js'),
    ])
    const session = new McpSession(call, transport)
    await session.#transport.start()
    const refused = await session.#begin(LATEST_PROTOCOL_VERSION, tool, signal)
    if (refused === undefined) return session
    await session.close()
    return refused
  }

  /** The tool that is called. */
  get tool(): string | undefined {
    return this.#tool
  }

  async call(signal?: AbortSignal): Promise<Answer> {
    const tool = this.#tool ?? ''
    const reply = await this.#ask('tools/call', { name: tool, arguments: this.#call.arguments }, signal)
    return 'answer' in reply ? reply.answer : resultAnswer(reply.result, tool, this.#call.mask)
  }

  async listed(): Promise<number | Answer> {
    const tools = await this.#tools()
    return Array.isArray(tools) ? tools.length : tools
  }

  async close(): Promise<void> {
    this.#limit = AbortSignal.timeout(GOODBYE)
    await this.#transport.terminateSession().catch(() => undefined)
    await this.#transport.close()
  }

  async #begin(version: string, tool: string | undefined, signal?: AbortSignal): Promise<Answer | undefined> {
    const hello = { protocolVersion: version, capabilities: {}, clientInfo: CLIENT }
    const reply = await this.#ask('initialize', hello, signal)
    if ('answer' in reply) return reply.answer
    const agreed = reply.result['protocolVersion']
    if (typeof agreed !== 'string') return failed('not-the-protocol', 'it does not speak MCP')
    this.#transport.setProtocolVersion(agreed)
    const limit = this.#limitTo(signal)
    try {
      await this.#transport.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
    } catch (error) {
      return this.#failure(error, limit)
    }
    this.#tool = tool
    return tool === undefined ? this.#choose(signal) : undefined
  }

  async #choose(signal?: AbortSignal): Promise<Answer | undefined> {
    const tools = await this.#tools(signal)
    if (!Array.isArray(tools)) return tools
    this.#tool = this.#call.choose(tools)
    return this.#tool === undefined
      ? failed(
          'no-tool',
          `none of ${tools.length} tools is of what is revoked, only reads by its own word and needs no arguments`,
        )
      : undefined
  }

  async #tools(signal?: AbortSignal): Promise<unknown[] | Answer> {
    const tools: unknown[] = []
    let cursor: unknown
    for (let page = 0; page < MAX_PAGES; page++) {
      const reply = await this.#ask('tools/list', cursor === undefined ? {} : { cursor }, signal)
      if ('answer' in reply) return reply.answer
      const found = reply.result['tools']
      if (!Array.isArray(found)) return failed('not-the-protocol', 'its list of tools is none')
      tools.push(...(found as unknown[]))
      cursor = reply.result['nextCursor']
      if (cursor === undefined) break
    }
    return tools
  }

  async #ask(method: string, params: Fields, signal?: AbortSignal): Promise<Reply> {
    const id = this.#nextId++
    const limit = this.#limitTo(signal)
    const { promise, resolve } = Promise.withResolvers<Reply>()
    const fail = (error: unknown): void => {
      resolve({ answer: this.#failure(error, limit) })
    }
    const giveUp = (): void => {
      fail(limit.reason)
    }
    this.#waiting = { id, settle: resolve, fail }
    limit.addEventListener('abort', giveUp)
    if (limit.aborted) giveUp()
    else this.#transport.send({ jsonrpc: '2.0', id, method, params: { ...params } }).catch(fail)
    const reply = await promise
    limit.removeEventListener('abort', giveUp)
    this.#waiting = undefined
    return reply
  }

  #limitTo(signal: AbortSignal | undefined): AbortSignal {
    const late = AbortSignal.timeout(this.#call.timeoutMs)
    this.#limit = signal === undefined ? late : AbortSignal.any([late, signal])
    return this.#limit
  }

  #receive(message: JSONRPCMessage): void {
    if ('method' in message || message.id !== this.#waiting?.id) return
    this.#waiting?.settle(
      'error' in message
        ? { answer: rpcAnswer(200, message.error, this.#call.mask) }
        : { result: message.result },
    )
  }

  async #fetch(url: string | URL, init: RequestInit = {}): Promise<Response> {
    // A probe waits for nothing that it did not ask for, so it needs no stream to listen on.
    if (init.method === 'GET') return new Response(null, { status: 405 })
    const waiting = this.#waiting
    const signal = init.signal ? AbortSignal.any([init.signal, this.#limit]) : this.#limit
    const response = await request(url, { ...init, signal }, this.#call.mask)
    if (response.body === null || waiting === undefined) return response
    return new Response(watched(response.body, waiting.fail), response)
  }

  #failure(error: unknown, limit: AbortSignal): Answer {
    if (error instanceof Refused) return error.answer
    if (limit.aborted) {
      const late = (limit.reason as { name?: unknown } | undefined)?.name === 'TimeoutError'
      return late ? failed('time-out', 'no answer in time') : failed('interrupted', 'it was stopped')
    }
    // The SDK's own errors, and those of its schemas: there was an answer, and it is not MCP.
    const other =
      isFields(error) && ('issues' in error || error['code'] === -1 || error instanceof SyntaxError)
    return other ? failed('not-the-protocol', 'what answers does not speak MCP') : failureAnswer(error)
  }
}
