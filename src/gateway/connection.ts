/**
 * One session's connection to one server: its own child process, or its own session with an HTTP server.
 *
 * It opens when it is needed, and again after it ended, by saying to the new server what the client said to
 * the first. Whatever becomes of the server, every request gets a reply.
 */
import type { Link } from './link.ts'
import {
  CODE,
  failure,
  isRequest,
  type JSONRPCMessage,
  notificationOf,
  type Params,
  progressTokenOf,
  type Reply,
  replyOf,
  type RequestId,
  requestOf,
  responseOf,
  type RpcError,
} from './rpc.ts'

/** How long a server may take to start, and to say hello when it is started again, ms; npx may download it. */
const HELLO_PATIENCE = 60_000

/** How a request is made. */
export interface Asking {
  /** The client's id of the request; undefined where the gateway asks for itself. */
  readonly clientId?: RequestId
  /** How long the server may take, ms; default: as long as the client waits. */
  readonly patience?: number
  /** Asked last, right before sending: why it must not be sent. */
  readonly may?: () => RpcError | undefined
  /** Asked while it is under way, when `recheck` says so: why it must not go on. */
  readonly still?: (() => RpcError | undefined) | undefined
}

interface Pending {
  readonly clientId: RequestId | undefined
  readonly progressToken: unknown
  readonly still: Asking['still']
  readonly settle: (reply: Reply, end: End) => void
}

/**
 * How a request ended: by the server's `reply`; `cut` before there was one; `cancelled` by the client, which
 * then wants no reply; `refused` by the gateway; or it `failed` to reach the server.
 */
export type End = 'reply' | 'cut' | 'cancelled' | 'refused' | 'failed'
export type Ended = Reply & { readonly end: End }

export interface ConnectionOptions {
  readonly id: string
  /** A link to the server as it is configured now. Throws where there is none. */
  readonly open: () => Link
  /** A request or notification of the server; `related`: the client's request that it most likely belongs to. */
  readonly receive: (message: JSONRPCMessage, related: RequestId | undefined) => void
  readonly note: (text: string) => void
}

const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // fetch says only that it failed.
  const cause = error.cause as { code?: string; message?: string } | undefined
  return cause === undefined ? error.message : `${error.message} (${cause.code ?? cause.message})`
}

export class Connection {
  readonly id: string
  readonly #options: ConnectionOptions
  readonly #pending = new Map<RequestId, Pending>()
  /** The progress tokens of requests that were cut, of which the server may know nothing yet. */
  readonly #muted = new Set<unknown>()
  #link: Link | undefined
  #opening: Promise<Reply> | undefined
  #abandon: ((error: Error) => void) | undefined
  #hello: Params | undefined
  #version: unknown
  #greeted = false
  #nextId = 1

  constructor(options: ConnectionOptions) {
    this.id = options.id
    this.#options = options
  }

  /** The client's own hello; the server's reply to it is remembered for later ones. */
  async initialize(params: Params, clientId?: RequestId): Promise<Ended> {
    this.#hello = params
    const opening = this.#open(clientId)
    this.#opening = opening
    const reply = await opening
    if ('error' in reply) this.#opening = undefined
    return { ...reply, end: 'reply' }
  }

  /** What to say to the server when it is first needed, in a session that is under way. */
  join(hello: Params): void {
    this.#hello ??= hello
    this.#greeted = true
  }

  /** Never rejects. Opens the connection where there is none. */
  async request(method: string, params: Params | undefined, asking: Asking = {}): Promise<Ended> {
    const open = await this.#reopen()
    // Where a revocation kept it from opening, that is what the client should hear.
    const refused = asking.may?.()
    if (refused) return { error: refused, end: 'refused' }
    return 'error' in open ? { ...open, end: 'failed' } : this.#send(method, params, asking)
  }

  /** Notifications wait for nobody and open nothing. */
  notify(method: string, params?: Params): void {
    if (method === 'notifications/initialized') this.#greeted = true
    this.#post(notificationOf(method, params))
  }

  /** The client's answer to a request of the server. */
  answer(id: RequestId, reply: Reply): void {
    this.#post(responseOf(id, reply))
  }

  /** The client no longer wants a reply, so none comes: the request ends here, and the server is told. */
  cancel(clientId: RequestId, reason: unknown): boolean {
    for (const [id, pending] of this.#pending) {
      if (pending.clientId !== clientId) continue
      this.#withdraw(id, reason)
      pending.settle(failure(CODE.unavailable, 'cancelled by the client'), 'cancelled')
      return true
    }
    return false
  }

  /** Cuts the requests that may no longer go on; the server and everything else do. */
  recheck(): void {
    for (const [id, { still, progressToken, settle }] of [...this.#pending]) {
      const error = still?.()
      if (error === undefined) continue
      // The server need not know why.
      this.#withdraw(id, 'ended by the gateway')
      if (progressToken !== undefined) this.#muted.add(progressToken)
      settle({ error }, 'cut')
    }
  }

  /** Ends the server and everything under way at once; `error` is what the waiting clients get. */
  cut(error: RpcError): void {
    const link = this.#drop(error)
    if (link === undefined) return
    link.kill?.()
    void link.close().catch(() => undefined)
  }

  /** Ends it as it likes to end. */
  async close(): Promise<void> {
    const link = this.#drop({ code: CODE.unavailable, message: 'the session has ended' })
    await link?.close().catch(() => undefined)
  }

  /** Tells the server that nobody waits for its reply. */
  #withdraw(requestId: RequestId, reason: unknown): void {
    this.#post(
      notificationOf('notifications/cancelled', { requestId, ...(reason === undefined ? {} : { reason }) }),
    )
  }

  async #reopen(): Promise<Reply> {
    this.#opening ??= this.#open(undefined)
    const opening = this.#opening
    const reply = await opening
    if ('error' in reply && this.#opening === opening) this.#opening = undefined
    return reply
  }

  async #open(clientId: RequestId | undefined): Promise<Reply> {
    const hello = this.#hello
    if (hello === undefined) return failure(CODE.unavailable, `${this.id}: the session is not initialized`)
    const again = this.#version !== undefined
    // Nothing would end a server that is no longer known.
    if (this.#link) this.cut({ code: CODE.unavailable, message: `${this.id} starts anew` })
    let link: Link | undefined
    try {
      link = this.#options.open()
      this.#link = link
      this.#listen(link)
      await this.#started(link)
    } catch (error) {
      if (this.#link === link) this.#link = undefined
      return this.#unreachable(messageOf(error))
    }
    const reply = await this.#send('initialize', hello, {
      ...(clientId === undefined ? {} : { clientId }),
      // A client has a patience of its own.
      ...(clientId === undefined ? { patience: HELLO_PATIENCE } : {}),
    })
    if ('error' in reply || this.#link !== link) {
      if (this.#link === link) this.cut({ code: CODE.unavailable, message: `${this.id} did not start` })
      return reply
    }
    const version = reply.result['protocolVersion']
    if (again && version !== this.#version) {
      this.cut({ code: CODE.unavailable, message: `${this.id} speaks another version now` })
      return this.#unreachable('it speaks another protocol version now; start a new session')
    }
    this.#version = version
    if (typeof version === 'string') link.setProtocolVersion?.(version)
    if (this.#greeted) this.#post(notificationOf('notifications/initialized'))
    return { result: reply.result }
  }

  /** Rejects where the link does not start, or is ended meanwhile. */
  async #started(link: Link): Promise<void> {
    const { promise: dropped, reject } = Promise.withResolvers<never>()
    this.#abandon = reject
    const timer = setTimeout(() => {
      reject(new Error('did not start in time'))
      void link.close().catch(() => undefined)
    }, HELLO_PATIENCE)
    try {
      await Promise.race([link.start(), dropped])
    } finally {
      clearTimeout(timer)
      this.#abandon = undefined
    }
  }

  #send(method: string, params: Params | undefined, { clientId, patience, still }: Asking): Promise<Ended> {
    const id = this.#nextId++
    const progressToken = progressTokenOf(params)
    this.#muted.delete(progressToken)
    return new Promise((resolve) => {
      const timer =
        patience === undefined
          ? undefined
          : setTimeout(() => {
              settle(failure(CODE.unavailable, `${this.id} did not answer ${method} in time`), 'cut')
            }, patience)
      const settle = (reply: Reply, end: End): void => {
        clearTimeout(timer)
        this.#pending.delete(id)
        resolve({ ...reply, end })
      }
      this.#pending.set(id, { clientId, progressToken, still, settle })
      const link = this.#link
      if (link === undefined) settle(failure(CODE.unavailable, `${this.id} is not running`), 'failed')
      else
        link.send(requestOf(id, method, params)).catch((error: unknown) => {
          settle(this.#unreachable(messageOf(error)), 'failed')
          // An HTTP server that has forgotten the session is greeted anew by the next request.
          if (this.#link === link && (error as { code?: unknown }).code === 404)
            this.cut({ code: CODE.unavailable, message: `${this.id} has forgotten the session` })
        })
    })
  }

  #post(message: JSONRPCMessage): void {
    this.#link?.send(message).catch((error: unknown) => {
      this.#options.note(`${this.id}: ${messageOf(error)}`)
    })
  }

  #listen(link: Link): void {
    link.onmessage = (message) => {
      if (this.#link === link) this.#receive(message)
    }
    link.onclose = () => {
      if (this.#link !== link) return
      const how = link.ended ?? 'closed the connection'
      this.#drop({ code: CODE.unavailable, message: `${this.id} ${how}` })
      this.#options.note(`${this.id} ${how}`)
    }
  }

  #receive(message: JSONRPCMessage): void {
    if (!('method' in message)) {
      const pending = message.id === undefined ? undefined : this.#pending.get(message.id)
      pending?.settle(replyOf(message), 'reply')
      return
    }
    const token =
      !isRequest(message) && message.method === 'notifications/progress'
        ? message.params?.['progressToken']
        : undefined
    if (token !== undefined && this.#muted.has(token)) return
    let related: RequestId | undefined
    for (const { clientId, progressToken } of this.#pending.values()) {
      if (clientId === undefined) continue
      related = clientId
      if (token !== undefined && progressToken === token) break
    }
    this.#options.receive(message, related)
  }

  #drop(error: RpcError): Link | undefined {
    const link = this.#link
    this.#link = undefined
    this.#muted.clear()
    this.#opening = undefined
    this.#abandon?.(new Error(error.message))
    for (const pending of [...this.#pending.values()]) pending.settle({ error }, 'cut')
    return link
  }

  #unreachable(why: string): { error: RpcError } {
    this.#options.note(`${this.id}: ${why}`)
    return { error: { code: CODE.unavailable, message: `${this.id}: ${why}` } }
  }
}
