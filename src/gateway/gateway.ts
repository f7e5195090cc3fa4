/** The MCP gateway of `dev`: a folder's servers on loopback, for as many sessions as clients open. */
import { createServer, type IncomingMessage, type Server as HttpServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { isDeepStrictEqual } from 'node:util'
import { AggregateRouter } from './aggregate-router.ts'
import { AuditLog } from './audit-log.ts'
import { changesBetween } from './changes.ts'
import { darkError } from './dark-error.ts'
import { foreign, readJson, refuse, send, toRequest } from './http.ts'
import { Redactor } from './redact.ts'
import { CODE, type Params, type RequestId } from './rpc.ts'
import type { Router } from './router.ts'
import { Session } from './session.ts'
import { SingleRouter } from './single-router.ts'
import { type Darkness, type GatewayState, lookUp, servedIds } from './state.ts'
import { ToolGate } from './tool-gate.ts'

const IDLE = 30 * 60_000
const MAX_SESSIONS = 100
/** Each message of a batch can be a line of the audit log. */
const MAX_BATCH = 100
const ALL = '/mcp'

export interface GatewayOptions {
  /** 0: any free one. */
  readonly port: number
  readonly state: GatewayState
  /** Undefined: audit lines go to `note`. */
  readonly auditLog: string | undefined
  /** Told everything that is not data, a line at a time, without secrets. */
  readonly note: (line: string) => void
  /** What the gateway calls itself towards clients of several servers. */
  readonly version: string
  /** How long a session may go unused, ms; default 30 minutes, as upstream has it. */
  readonly idle?: number
  /** How many sessions may be open; default 100. */
  readonly maxSessions?: number
}

/** What a message of a client asks for, as far as the gateway must know before it has a session. */
interface Asked {
  readonly id?: RequestId
  readonly method?: string
  readonly params?: Params
}

export class Gateway {
  readonly #options: GatewayOptions
  readonly #idle: number
  readonly #maxSessions: number
  /** The ids of all servers that are or were. */
  readonly #known = new Set<string>()
  readonly #redactor = new Redactor()
  readonly #gate: ToolGate
  readonly #http: HttpServer
  /** By path, then by id: a session belongs to the endpoint where it began. */
  readonly #sessions = new Map<string, { readonly path: string; readonly session: Session }>()
  readonly #ending = new Set<Promise<void>>()
  readonly #sweep: NodeJS.Timeout
  #state: GatewayState

  private constructor(options: GatewayOptions) {
    this.#options = options
    this.#idle = options.idle ?? IDLE
    this.#maxSessions = options.maxSessions ?? MAX_SESSIONS
    this.#state = options.state
    this.#learn(options.state)
    const audit = new AuditLog({ file: options.auditLog, redactor: this.#redactor, note: options.note })
    this.#gate = new ToolGate(() => this.#state, audit)
    this.#http = createServer((req, res) => {
      this.#handle(req, res).catch((error: unknown) => {
        this.#note(`${req.method ?? ''} ${req.url ?? ''}: ${(error as Error).message}`)
        if (!res.headersSent)
          refuse(res, 500, 'the gateway could not handle this request', { code: CODE.internal })
        else res.destroy()
      })
    })
    this.#sweep = setInterval(() => {
      this.#endIdle()
    }, this.#idle / 30).unref()
  }

  /** Rejects with the system's error where the port is taken or the audit log can not be written. */
  static async listen(options: GatewayOptions): Promise<Gateway> {
    const gateway = new Gateway(options)
    await new Promise<void>((resolve, reject) => {
      gateway.#http.once('error', reject)
      gateway.#http.listen(options.port, '127.0.0.1', resolve)
    })
    return gateway
  }

  get port(): number {
    return (this.#http.address() as AddressInfo).port
  }

  /** Live sessions get the new state with their next message, and what went dark is cut before this returns. */
  update(state: GatewayState): void {
    const before = this.#state
    this.#state = state
    this.#learn(state)
    const moved = !isDeepStrictEqual(servedIds(before), servedIds(state))
    const changes = changesBetween(before, state)
    for (const { session } of this.#sessions.values()) {
      const ids = new Set([...session.ids(before), ...session.ids(state)])
      const own = [...changes].filter(([id]) => ids.has(id))
      for (const [id, { dark, relaunched }] of own)
        if (dark) session.cut(id, dark)
        else if (relaunched) session.cut(id, { message: `${id} was changed and starts anew` })
        else session.recheck(id)
      if (own.length > 0) session.listChanged('tools')
      if (moved && ids.size > 1)
        for (const list of ['prompts', 'resources'] as const) session.listChanged(list)
    }
  }

  /** Ends every session and every child process, then stops listening. */
  async close(): Promise<void> {
    clearInterval(this.#sweep)
    const closed = new Promise((resolve) => this.#http.close(resolve))
    for (const { session } of [...this.#sessions.values()]) this.#end(session)
    await Promise.all(this.#ending)
    this.#http.closeAllConnections()
    await closed
  }

  async #handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const why = foreign(req, this.port)
    if (why !== undefined) {
      refuse(res, 403, why, { code: CODE.unavailable })
      return
    }
    const path = URL.parse(req.url ?? '/', 'http://localhost')?.pathname ?? ''
    if (path !== ALL && !path.startsWith(`${ALL}/`)) {
      refuse(res, 404, `nothing is here; servers are at ${ALL}/NAME, and all together at ${ALL}`)
      return
    }
    let body: unknown
    try {
      body = req.method === 'POST' ? await readJson(req) : undefined
    } catch (error) {
      if (error instanceof RangeError) refuse(res, 413, error.message, { code: CODE.unavailable })
      else refuse(res, 400, 'not JSON', { code: -32700 })
      return
    }
    if (Array.isArray(body) && body.length > MAX_BATCH) {
      refuse(res, 400, `a batch holds at most ${MAX_BATCH} messages`, { code: CODE.invalidRequest })
      return
    }
    const session = this.#sessionFor(req, res, path, body)
    if (session) await this.#pass(session, req, res, body)
  }

  /** The session that the request belongs to, or is to begin; undefined where it was refused. */
  #sessionFor(req: IncomingMessage, res: ServerResponse, path: string, body: unknown): Session | undefined {
    const asked = (Array.isArray(body) ? body : [body]) as (Asked | undefined)[]
    const sessionId = req.headersDistinct['mcp-session-id']?.[0]
    const known = sessionId === undefined ? undefined : this.#sessions.get(sessionId)
    const session = known?.path === path ? known.session : undefined
    const dark = session ? session.dark : this.#darkAt(path)
    if (dark && req.method !== 'DELETE') {
      const server = session?.ids(this.#state)[0] ?? path.slice(ALL.length + 1)
      this.#refuseCalls(
        asked,
        { id: known === undefined ? '' : (sessionId ?? ''), client: session?.client },
        this.#known.has(server) ? server : '',
        dark,
      )
      refuse(res, 404, dark.message, {
        id: asked[0]?.id,
        data: darkError(dark).data,
      })
      return undefined
    }
    if (session) return session
    if (sessionId !== undefined) {
      refuse(res, 404, 'Session not found', { id: asked[0]?.id })
      return undefined
    }
    if (!this.#makeRoom()) {
      const message = `${this.#maxSessions} sessions are open and in use: end one`
      refuse(res, 503, message, { id: asked[0]?.id, code: CODE.unavailable })
      return undefined
    }
    return this.#begin(path)
  }

  async #pass(session: Session, req: IncomingMessage, res: ServerResponse, body: unknown): Promise<void> {
    session.lastUsed = performance.now()
    session.streams++
    let done = false
    res.once('close', () => {
      session.streams--
      session.lastUsed = performance.now()
      if (req.method === 'GET' && done) session.listening(false)
      // Who does not wait for the reply to its hello does not know the session.
      if (!session.begun) this.#end(session)
    })
    const response = await session.front.handleRequest(toRequest(req), { parsedBody: body })
    done = response.ok
    const sent = send(response, res)
    if (req.method === 'GET' && response.ok) session.listening(true)
    await sent
  }

  #begin(path: string): Session {
    const around = { state: () => this.#state, note: this.#note, version: this.#options.version }
    const session: Session = new Session(
      {
        ...around,
        ended: (ended) => {
          this.#end(ended)
        },
      },
      (own) => this.#routerFor(path, own, around),
      () => this.#sessions.set(session.id, { path, session }),
    )
    return session
  }

  #routerFor(
    path: string,
    session: Session,
    around: { state: () => GatewayState; note: (text: string) => void; version: string },
  ): Router {
    const [only, ...more] = path === ALL ? servedIds(this.#state) : [path.slice(ALL.length + 1)]
    return more.length > 0 || only === undefined
      ? new AggregateRouter(session, this.#gate, around)
      : new SingleRouter(only, session, this.#gate, around.state)
  }

  /** Why no session can begin at a path. */
  #darkAt(path: string): Darkness | undefined {
    if (path === ALL) {
      if (servedIds(this.#state).length > 0) return undefined
      const dark = [...this.#state.revoked.keys()].flatMap((id) => this.#darkAt(`${ALL}/${id}`) ?? [])
      const message = ['no server is served', ...dark.map((each) => each.message)].join('; ')
      const [only, ...more] = new Set(dark.map(({ revocation }) => revocation))
      return more.length === 0 && only ? { message, revocation: only } : { message }
    }
    const found = lookUp(this.#state, path.slice(ALL.length + 1))
    return 'dark' in found ? found.dark : undefined
  }

  #refuseCalls(
    asked: readonly (Asked | undefined)[],
    session: Pick<Session, 'id' | 'client'>,
    server: string,
    dark: Darkness,
  ): void {
    for (const message of asked) {
      if (message?.method !== 'tools/call') continue
      const tool = message.params?.['name']
      this.#gate.refuse({ session, server, tool, shownAs: tool, params: message.params }, dark)
    }
  }

  #end(session: Session): void {
    this.#sessions.delete(session.id)
    if (session.closing) return
    const ending = session.close().finally(() => this.#ending.delete(ending))
    this.#ending.add(ending)
  }

  /** Ends the session that was longest unused where there are too many; false where all are in use. */
  #makeRoom(): boolean {
    if (this.#sessions.size < this.#maxSessions) return true
    const [longest] = [...this.#sessions.values()]
      .map(({ session }) => session)
      .filter(({ streams }) => streams === 0)
      .sort((a, b) => a.lastUsed - b.lastUsed)
    if (longest) this.#end(longest)
    return longest !== undefined
  }

  #endIdle(): void {
    const before = performance.now() - this.#idle
    for (const { session } of [...this.#sessions.values()])
      if (session.streams === 0 && session.lastUsed < before) this.#end(session)
  }

  #learn(state: GatewayState): void {
    for (const [id, server] of state.servers) {
      this.#known.add(id)
      if ('secrets' in server) this.#redactor.learn(server.secrets)
    }
    for (const id of state.revoked.keys()) this.#known.add(id)
  }

  readonly #note = (text: string): void => {
    this.#options.note(this.#redactor.text(text))
  }
}
