/** One HTTP request to the API server and its reply: connections kept alive, a time limit, safe repeats. */
import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { agentOf } from './agent.ts'
import type { CredentialSource } from './credentials.ts'
import { connectionFailure, timeOut } from './failure.ts'
import type { Connection } from './kubeconfig.ts'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  /** Default: application/json. */
  readonly accept?: string
  /** Doing it twice is doing it once: it may be sent again where it may have been done. */
  readonly idempotent: boolean
}

export interface Reply {
  readonly status: number
  readonly text: string
  /** What the API server asks to tell the user, without `299 -`. */
  readonly warnings: readonly string[]
}

/** Throws a ClusterError where there is no reply. */
export type Transport = (request: Request) => Promise<Reply>

const ATTEMPTS = 3
const LONGEST_WAIT = 10_000
const unzip = promisify(gunzip)

const warningsOf = (reply: IncomingMessage): string[] =>
  [...(reply.headers.warning ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  )

/** How long the server asks to wait before the request is sent again, in milliseconds. */
const waitOf = (reply: IncomingMessage): number | undefined => {
  const seconds = Number(reply.headers['retry-after'])
  if (reply.statusCode !== 429 && reply.statusCode !== 503) return undefined
  return Number.isNaN(seconds) ? undefined : Math.min(seconds * 1000, LONGEST_WAIT)
}

/** On a connection that was kept alive: the server closed it as we wrote, and did not read. */
const wasClosed = (error: NodeJS.ErrnoException): boolean =>
  error.code === 'ECONNRESET' || error.code === 'EPIPE'

export const openTransport = (
  connection: Connection,
  credentials: CredentialSource,
  proxy: URL | undefined,
  /** For one request with its reply, in milliseconds. */
  limit: number,
): Transport => {
  const base = new URL(connection.cluster.text('server') ?? '')
  const prefix = base.pathname.replace(/\/$/, '')
  const secure = base.protocol === 'https:'
  let agent: ReturnType<typeof agentOf> | undefined

  const prepare = async (request: Request, body: Buffer | undefined): Promise<RequestOptions> => {
    const { headers, certificate, key } = await credentials()
    return {
      ...(certificate === undefined ? {} : { cert: certificate, key }),
      agent: await (agent ??= agentOf(connection, proxy)),
      host: base.hostname.replace(/^\[|\]$/g, ''),
      port: base.port || (secure ? 443 : 80),
      method: request.method,
      path: prefix + request.path,
      headers: {
        Accept: request.accept ?? 'application/json',
        'Accept-Encoding': 'gzip',
        'User-Agent': 'kubectl-agentgw',
        ...(body === undefined ? {} : { 'Content-Type': request.contentType ?? 'application/json' }),
        ...(body === undefined ? {} : { 'Content-Length': body.length }),
        ...headers,
      },
    }
  }

  return async (request) => {
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
    for (let attempt = 1; ; attempt++) {
      const more = attempt < ATTEMPTS
      const again = request.idempotent && more
      const options = await prepare(request, body)
      // Counted from here: a plugin for credentials may ask a person first.
      const signal = AbortSignal.timeout(limit)
      const way = { open: false, reused: false }
      try {
        const outgoing = (secure ? requestHttps : requestHttp)({ ...options, signal })
        outgoing.once('socket', (socket) => {
          way.reused = outgoing.reusedSocket
          if (socket.connecting) socket.once('connect', () => (way.open = true))
          else way.open = true
        })
        // What goes wrong later than the head of the reply is told by the reply.
        outgoing.on('error', () => undefined)
        const [reply] = (await once(outgoing.end(body), 'response')) as [IncomingMessage]
        const content = await buffer(reply)
        const wait = waitOf(reply)
        // After 429 it was not done, whatever it is; a 503 may come from a proxy, after it was.
        if (wait !== undefined && (reply.statusCode === 429 ? more : again)) {
          await sleep(wait)
          continue
        }
        const plain = reply.headers['content-encoding'] === 'gzip' ? await unzip(content) : content
        return { status: reply.statusCode ?? 0, text: plain.toString(), warnings: warningsOf(reply) }
      } catch (caught) {
        const error = caught as NodeJS.ErrnoException
        const mayBeDone = way.open && !request.idempotent
        if (signal.aborted) throw timeOut(way.open, mayBeDone, limit, base)
        if (!(way.reused && wasClosed(error) && again)) throw connectionFailure(error, mayBeDone, base)
      }
    }
  }
}
