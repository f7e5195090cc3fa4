/**
 * One client's session: its transport in front, a connection to each of its servers behind.
 *
 * Messages are passed on as they are. What is mediated: ids (each side has its own), the list of tools, and
 * calls of tools, by the rules and revocations as they are when the message passes.
 */
import { randomUUID } from 'node:crypto'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import { Connection } from './connection.ts'
import { darkError } from './dark-error.ts'
import { openLink } from './link.ts'
import {
  CODE,
  failure,
  isRequest,
  type JSONRPCMessage,
  type JSONRPCNotification,
  type JSONRPCRequest,
  notificationOf,
  type Params,
  progressTokenOf,
  replyOf,
  type RequestId,
  requestOf,
  responseOf,
} from './rpc.ts'
import type { Answer, Router } from './router.ts'
import { type Darkness, type GatewayState, lookUp } from './state.ts'

/** Messages of servers that wait until the client opens a stream to receive them on. */
const MAX_WAITING = 100

export interface Client {
  readonly name: string
  readonly version: string
}

/** What a session needs of the gateway. */
export interface Surroundings {
  readonly state: () => GatewayState
  readonly note: (text: string) => void
  /** The client has ended the session, or it never began. */
  readonly ended: (session: Session) => void
}

/** A request of a server, as the client knows it. */
interface Asked {
  readonly connection: Connection
  readonly id: RequestId
  readonly progressToken: unknown
}

export class Session {
  readonly id: string = randomUUID()
  readonly front: WebStandardStreamableHTTPServerTransport
  client: Client | undefined
  /** Milliseconds of the clock of performance.now(). */
  lastUsed = performance.now()
  /** The client knows of it. */
  begun = false
  closing = false
  /** Open replies and streams. */
  streams = 0
  readonly #around: Surroundings
  readonly #router: Router
  readonly #connections = new Map<string, Connection>()
  readonly #asked = new Map<RequestId, Asked>()
  #nextAsked = 1
  #listening = false
  #waiting: JSONRPCMessage[] = []
  #ready = false
  /** The client has said hello; a session has one. */
  #greeted = false

  constructor(around: Surroundings, router: (session: Session) => Router, begun: () => void) {
    this.#around = around
    this.#router = router(this)
    this.front = new WebStandardStreamableHTTPServerTransport({
      sessionIdGenerator: () => this.id,
      onsessioninitialized: begun,
    })
    this.front.onmessage = (message) => {
      this.#receive(message)
    }
    this.front.onclose = () => {
      around.ended(this)
    }
  }

  get connections(): readonly Connection[] {
    return [...this.#connections.values()]
  }

  /** The connection to a server; it opens with its first message. */
  connect(id: string): Connection {
    const known = this.#connections.get(id)
    if (known) return known
    const connection = new Connection({
      id,
      open: () => {
        const found = lookUp(this.#around.state(), id)
        if ('dark' in found) throw new Error(found.dark.message)
        return openLink(found.server.launch, (line) => {
          this.#around.note(`${id}| ${line}`)
        })
      },
      receive: (message, related) => {
        this.#fromServer(connection, message, related)
      },
      note: this.#around.note,
    })
    this.#connections.set(id, connection)
    return connection
  }

  /** Why this session as a whole gets nothing now; undefined where it does. */
  get dark(): Darkness | undefined {
    return this.#router.dark()
  }

  /** The client has opened the stream on which servers can reach it, or it has closed. */
  listening(open: boolean): void {
    this.#listening = open
    if (open) this.#flush(undefined)
  }

  /** Ends the connection and all that is under way on it, and where nothing can come after, the open stream. */
  cut(id: string, why: Darkness): void {
    this.#connections.get(id)?.cut(darkError(why))
    for (const [key, asked] of this.#asked) if (asked.connection.id === id) this.#asked.delete(key)
    if (this.dark) {
      this.#waiting = []
      // The replies that end the other streams are on their way.
      setImmediate(() => {
        if (this.dark) this.front.closeStandaloneSSEStream()
      })
    }
  }

  /** Ends what is under way at a server and may no longer be, after a change; the rest goes on. */
  recheck(id: string): void {
    this.#connections.get(id)?.recheck()
    this.#router.recheck?.()
  }

  /** The servers that this session may reach in a state. */
  ids(state: GatewayState): readonly string[] {
    return this.#router.ids(state)
  }

  /** The client should ask again what there is. */
  listChanged(of: 'tools' | 'prompts' | 'resources'): void {
    if (this.#ready && !this.dark) this.#tell(notificationOf(`notifications/${of}/list_changed`), undefined)
  }

  async close(): Promise<void> {
    this.closing = true
    await Promise.all(this.connections.map((connection) => connection.close()))
    await this.front.close()
  }

  #receive(message: JSONRPCMessage): void {
    if (isRequest(message)) void this.#answer(message)
    else if ('method' in message) this.#notified(message)
    else this.#answered(message)
  }

  async #answer(request: JSONRPCRequest): Promise<void> {
    this.#flush(request.id)
    if (request.method === 'initialize' && this.#greeted) {
      const refusal = failure(CODE.invalidRequest, 'the session is initialized already')
      await this.front.send(responseOf(request.id, refusal)).catch(() => undefined)
      return
    }
    if (request.method === 'initialize') {
      this.#greeted = true
      this.client = request.params?.['clientInfo'] as Client | undefined
    }
    let reply: Answer
    try {
      reply = await this.#router.answer(request)
    } catch (error) {
      this.#around.note(`${request.method} failed: ${(error as Error).message}`)
      reply = failure(CODE.internal, 'the gateway could not handle this request')
    }
    const { end, ...response } = reply
    if (end === 'cancelled') this.front.closeSSEStream(request.id)
    // A client that has gone needs no reply.
    else await this.front.send(responseOf(request.id, response)).catch(() => undefined)
    if (request.method !== 'initialize') return
    if ('error' in response) this.#around.ended(this)
    else this.begun = true
  }

  #notified({ method, params }: JSONRPCNotification): void {
    // A request without an id would get past the rules and the audit log.
    if (!method.startsWith('notifications/')) {
      this.#around.note(
        `${JSON.stringify(method.slice(0, 64))} came as a notification, which it is not, and was dropped`,
      )
      return
    }
    if (method === 'notifications/initialized') this.#ready = true
    if (method === 'notifications/cancelled') {
      // Without an id it would mean the gateway's own requests.
      const { requestId } = params ?? {}
      if (typeof requestId !== 'string' && typeof requestId !== 'number') return
      for (const connection of this.connections) connection.cancel(requestId, params?.['reason'])
      return
    }
    const token = method === 'notifications/progress' ? params?.['progressToken'] : undefined
    const asker = token === undefined ? undefined : this.#askedWith(token)
    if (asker) asker.connection.notify(method, params)
    else for (const connection of this.connections) connection.notify(method, params)
  }

  #answered(message: JSONRPCMessage): void {
    if (!('id' in message) || message.id === undefined) return
    const asked = this.#asked.get(message.id)
    if (asked === undefined) return
    this.#asked.delete(message.id)
    asked.connection.answer(asked.id, replyOf(message))
  }

  #fromServer(connection: Connection, message: JSONRPCMessage, related: RequestId | undefined): void {
    if (isRequest(message)) {
      const id = this.#nextAsked++
      this.#asked.set(id, {
        connection,
        id: message.id,
        progressToken: progressTokenOf(message.params),
      })
      this.#tell(requestOf(id, message.method, message.params), related)
      return
    }
    if (!('method' in message)) return
    if (message.method === 'notifications/cancelled') this.#withdraw(connection, message.params, related)
    else this.#tell(message, related)
  }

  /** The server no longer wants an answer to what it asked. */
  #withdraw(connection: Connection, params: Params | undefined, related: RequestId | undefined): void {
    for (const [id, asked] of this.#asked) {
      if (asked.connection !== connection || asked.id !== params?.['requestId']) continue
      this.#asked.delete(id)
      this.#tell(notificationOf('notifications/cancelled', { ...params, requestId: id }), related)
    }
  }

  #askedWith(token: unknown): Asked | undefined {
    return [...this.#asked.values()].find((asked) => asked.progressToken === token)
  }

  /**
   * Over stdio nothing says to which of the client's requests a message belongs. It goes along with the one
   * that is under way, and where none is, on the stream that the client keeps open for this.
   */
  #tell(message: JSONRPCMessage, related: RequestId | undefined): void {
    if (related === undefined && !this.#listening) {
      if (this.#waiting.push(message) > MAX_WAITING) this.#waiting.shift()
      return
    }
    this.front
      .send(message, related === undefined ? {} : { relatedRequestId: related })
      .catch(() => undefined)
  }

  #flush(related: RequestId | undefined): void {
    for (const message of this.#waiting.splice(0)) this.#tell(message, related)
  }
}
