/** One HTTP request to the API server and its reply: connections kept alive, a time limit, safe repeats. */
import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http'
import { Agent as HttpsAgent, type RequestOptions, request as requestHttps } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { getCACertificates } from 'node:tls'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { connectionFailure, timeOut } from './failure.ts'
import type { CredentialSource } from './credentials.ts'
import type { Connection } from './kubeconfig.ts'

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  /** Doing it twice is doing it once: it may be sent again. */
  readonly idempotent: boolean
}

export interface Reply {
  readonly status: number
  readonly text: string
  /** What the API server asks to tell the user, without `299 -`. */
  readonly warnings: readonly string[]
}

export interface TransportOptions {
  /** For one request with its reply, in milliseconds; default 30,000. */
  readonly timeout?: number | undefined
}

export type Transport = (request: Request) => Promise<Reply>

const SOCKETS = 32
const ATTEMPTS = 3
const LONGEST_WAIT = 10_000
const unzip = promisify(gunzip)

/** kubectl trusts the system's authorities where a kubeconfig names none; Node by itself trusts its own list. */
const systemAuthorities = (): string[] | undefined =>
  typeof getCACertificates === 'function'
    ? [...getCACertificates('default'), ...getCACertificates('system')]
    : undefined

const tlsOf = ({ cluster }: Connection): RequestOptions => {
  const name = cluster.text('tls-server-name')
  const servername = name === undefined ? {} : { servername: name }
  if (cluster.flag('insecure-skip-tls-verify')) return { ...servername, rejectUnauthorized: false }
  return { ...servername, ca: cluster.bytes('certificate-authority') ?? systemAuthorities() }
}

const warningsOf = (reply: IncomingMessage): string[] =>
  [...(reply.headers.warning ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  )

/** A connection that was kept alive and closed by the server as we wrote; the request was not read. */
class StaleConnection extends Error {}

export const openTransport = (
  connection: Connection,
  credentials: CredentialSource,
  options: TransportOptions,
): Transport => {
  const base = new URL(connection.cluster.text('server') ?? '')
  const prefix = base.pathname.replace(/\/$/, '')
  const secure = base.protocol === 'https:'
  const agentOptions = { keepAlive: true, maxSockets: SOCKETS }
  const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions)
  const tls = secure ? tlsOf(connection) : {}
  const limit = options.timeout ?? 30_000

  const once = async (request: Request): Promise<Reply & { retryAfter: number | undefined }> => {
    const { headers, certificate, key } = await credentials()
    const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
    const { reply, content } = await new Promise<{ reply: IncomingMessage; content: Buffer }>(
      (resolve, reject) => {
        let connected = false
        const outgoing = (secure ? requestHttps : requestHttp)(
          {
            ...tls,
            ...(certificate === undefined ? {} : { cert: certificate, key }),
            agent,
            host: base.hostname.replace(/^\[|\]$/g, ''),
            port: base.port || (secure ? 443 : 80),
            method: request.method,
            path: prefix + request.path,
            headers: {
              Accept: 'application/json',
              'Accept-Encoding': 'gzip',
              'User-Agent': 'kubectl-agentgw',
              ...headers,
              ...(body === undefined
                ? {}
                : {
                    'Content-Type': request.contentType ?? 'application/json',
                    'Content-Length': body.length,
                  }),
            },
          },
          (incoming) => {
            const chunks: Buffer[] = []
            incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
            incoming.on('error', fail)
            incoming.on('end', () => {
              clearTimeout(timer)
              resolve({ reply: incoming, content: Buffer.concat(chunks) })
            })
          },
        )
        const fail = (error: NodeJS.ErrnoException): void => {
          clearTimeout(timer)
          const stale = outgoing.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE')
          reject(stale && request.idempotent ? new StaleConnection() : connectionFailure(error, base))
        }
        const timer = setTimeout(() => {
          reject(timeOut(connected, request.idempotent, limit, base))
          outgoing.destroy()
        }, limit)
        outgoing.on('error', fail)
        outgoing.on('socket', (socket) => {
          if (!socket.connecting) connected = true
          else socket.once(secure ? 'secureConnect' : 'connect', () => (connected = true))
        })
        outgoing.end(body)
      },
    )
    const plain = reply.headers['content-encoding'] === 'gzip' ? await unzip(content) : content
    const wait = Number(reply.headers['retry-after'])
    return {
      status: reply.statusCode ?? 0,
      text: plain.toString('utf8'),
      warnings: warningsOf(reply),
      retryAfter: reply.headers['retry-after'] === undefined || Number.isNaN(wait) ? undefined : wait * 1000,
    }
  }

  return async (request) => {
    for (let attempt = 1; ; attempt++) {
      try {
        const reply = await once(request)
        const busy = (reply.status === 429 || reply.status === 503) && reply.retryAfter !== undefined
        if (!busy || !request.idempotent || attempt === ATTEMPTS) return reply
        await sleep(Math.min(reply.retryAfter ?? 0, LONGEST_WAIT))
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error
      }
    }
  }
}
