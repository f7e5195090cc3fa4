/** One HTTP request to the API server and its reply: connections kept alive, a time limit, safe repeats. */
import { once } from 'node:events'
import { type IncomingMessage, request as requestHttp } from 'node:http'
import { type RequestOptions, request as requestHttps } from 'node:https'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { agentOf } from './agent.ts'
import type { Credentials, CredentialSource } from './credentials.ts'
import { connectionFailure, timeOut } from './failure.ts'
import type { Connection } from './kubeconfig.ts'
import { isBroken, retryAfter, type Tries, waitAfterBreak, waitAfterReply } from './retry.ts'

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

export interface Reply {
  readonly status: number
  readonly text: string
  /** What the API server asks to tell the user, without `299 -`. */
  readonly warnings: readonly string[]
  readonly tries: Tries
  /** Milliseconds after which the server asks to come back. */
  readonly retryAfter: number | undefined
}

/** Throws a ClusterError where there is no reply. */
export type Transport = (request: Request) => Promise<Reply>

/** Of Node's timers, in milliseconds: some 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1
const unzip = promisify(gunzip)

const warningsOf = (reply: IncomingMessage): string[] =>
  [...(reply.headers.warning ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  )

export interface TransportOptions {
  /** For one request with its reply, in milliseconds; 0: none. */
  readonly limit: number
  /** Hears that the server is busy, and in how many milliseconds it is asked again. */
  readonly onWait: (status: number, wait: number) => void
}

export const openTransport = (
  connection: Connection,
  credentials: CredentialSource,
  proxy: URL | undefined,
  { limit, onWait }: TransportOptions,
): Transport => {
  const base = new URL(connection.cluster.text('server') ?? '')
  const prefix = base.pathname.replace(/\/$/, '')
  const secure = base.protocol === 'https:'
  let agent: ReturnType<typeof agentOf> | undefined

  const prepare = async (
    request: Request,
    body: Buffer | undefined,
    { headers, certificate, key }: Credentials,
  ): Promise<RequestOptions> => {
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
    let tries: Tries = { attempts: 1, waited: 0, unsure: false }
    const again = async (wait: number, unsure: boolean): Promise<void> => {
      await sleep(wait)
      tries = {
        attempts: tries.attempts + 1,
        waited: tries.waited + wait,
        unsure: tries.unsure || (unsure && request.method !== 'GET'),
      }
    }
    let renewed = false
    for (;;) {
      const shown = await credentials()
      const options = await prepare(request, body, shown)
      // Counted from here: a plugin for credentials may ask a person first.
      const signal = limit === 0 ? undefined : AbortSignal.timeout(Math.min(limit, LONGEST_TIMER))
      const way = { open: false }
      try {
        const outgoing = (secure ? requestHttps : requestHttp)({ ...options, ...(signal ? { signal } : {}) })
        outgoing.once('socket', (socket) => {
          if (socket.connecting) socket.once('connect', () => (way.open = true))
          else way.open = true
        })
        // What goes wrong later than the head of the reply is told by the reply.
        outgoing.on('error', () => undefined)
        const [reply] = (await once(outgoing.end(body), 'response')) as [IncomingMessage]
        const content = await buffer(reply)
        const status = reply.statusCode ?? 0
        // Nothing was done. They may have expired on the way: a plugin, or a file that is written anew, has others.
        if (status === 401 && !renewed && credentials.renew(shown)) {
          renewed = true
          continue
        }
        const wait = waitAfterReply(reply, request.repeatable, tries)
        if (wait !== undefined) {
          onWait(status, wait)
          await again(wait, status !== 429)
          continue
        }
        const plain = reply.headers['content-encoding'] === 'gzip' ? await unzip(content) : content
        return {
          status,
          text: plain.toString(),
          warnings: warningsOf(reply),
          tries,
          retryAfter: retryAfter(reply),
        }
      } catch (caught) {
        const error = caught as NodeJS.ErrnoException
        const mayBeDone = (way.open || tries.unsure) && request.method !== 'GET'
        if (signal?.aborted) throw timeOut(way.open, mayBeDone, limit, base)
        const wait = isBroken(error) ? waitAfterBreak(request.repeatable, tries) : undefined
        if (wait === undefined)
          throw connectionFailure(error, { proxy: proxy?.host, open: way.open, mayBeDone, tries }, base)
        await again(wait, way.open)
      }
    }
  }
}
