/** One sending of one request, up to the head of its reply: who asks, and over which connection. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import type { ConnectionOptions, SecureContext } from 'node:tls'
import { agentOf, secureContextOf } from './agent.ts'
import type { Credentials, CredentialSource } from './credentials.ts'
import type { Connection } from './kubeconfig.ts'
import { request as requestHttp } from './node-http.ts'

/** After so much silence the system asks whether the other side is still there, in milliseconds. */
const KEEP_ALIVE = 15_000

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With its query. */
  readonly path: string
  readonly body?: unknown
  readonly contentType?: string
  /** Default: application/json. */
  readonly accept?: string
  /**
   * It may be sent again where it may have been done: doing it twice is doing it once, or the caller can tell by
   * `unsure` of the reply what a refusal of the second means.
   */
  readonly repeatable: boolean
}

export interface Sending {
  readonly request: Request
  readonly body: Buffer | undefined
  /** The reply does not end: it gets a connection of its own, and comes as it is. */
  readonly endless: boolean
  /** Called when it begins: a plugin for credentials may have asked a person before. */
  readonly begin: () => AbortSignal | undefined
  /** The connection stands. */
  readonly connected: () => void
}

export interface Sender {
  /** The API server's URL. */
  readonly base: URL
  /** The host of the proxy on the way. */
  readonly proxy: string | undefined
  send(sending: Sending): Promise<IncomingMessage>
}

export const openSender = (
  connection: Connection,
  credentials: CredentialSource,
  proxy: URL | undefined,
): Sender => {
  const base = new URL(connection.cluster.text('server') ?? '')
  const prefix = base.pathname.replace(/\/$/, '')
  const secure = base.protocol === 'https:'
  let agent: ReturnType<typeof agentOf> | undefined
  let endlessAgent: ReturnType<typeof agentOf> | undefined

  let own: { readonly certificate: Credentials['certificate']; readonly context: SecureContext } | undefined

  /** By the certificate the agent tells whose a connection is. */
  const identity = (used: Credentials): ConnectionOptions => {
    const { certificate } = used
    if (own === undefined || own.certificate !== certificate)
      own = { certificate, context: secureContextOf(connection, used) }
    return { cert: certificate, secureContext: own.context }
  }

  const prepare = async (
    { request, body, endless }: Sending,
    used: Credentials,
  ): Promise<RequestOptions> => ({
    ...(secure ? identity(used) : {}),
    agent: await (endless
      ? (endlessAgent ??= agentOf(connection, proxy, Infinity))
      : (agent ??= agentOf(connection, proxy))),
    host: base.hostname.replace(/^\[|\]$/g, ''),
    port: base.port || (secure ? 443 : 80),
    method: request.method,
    path: prefix + request.path,
    headers: {
      Accept: request.accept ?? 'application/json',
      'Accept-Encoding': endless ? 'identity' : 'gzip',
      'User-Agent': 'kubectl-agentgw',
      ...(body === undefined ? {} : { 'Content-Type': request.contentType ?? 'application/json' }),
      ...(body === undefined ? {} : { 'Content-Length': body.length }),
      ...used.headers,
    },
  })

  const attempt = async (sending: Sending, as: Credentials): Promise<IncomingMessage> => {
    const options = await prepare(sending, as)
    const signal = sending.begin()
    const outgoing = (secure ? requestHttps : requestHttp)({ ...options, ...(signal ? { signal } : {}) })
    outgoing.once('socket', (socket) => {
      socket.setKeepAlive(true, KEEP_ALIVE)
      const connected = (): void => {
        sending.connected()
      }
      if (socket.connecting) socket.once('connect', connected)
      else connected()
    })
    // What goes wrong later than the head of the reply is told by the reply.
    outgoing.on('error', () => undefined)
    const [reply] = (await once(outgoing.end(sending.body), 'response')) as [IncomingMessage]
    return reply
  }

  return {
    base,
    proxy: proxy?.host,
    async send(sending) {
      const used = await credentials()
      const reply = await attempt(sending, used)
      if (reply.statusCode !== 401 || !(await credentials.renew(used))) return reply
      // Nothing was done. They may have expired on the way.
      reply.resume()
      return attempt(sending, await credentials())
    },
  }
}
