/**
 * A proxy on loopback in front of a real API server, that does what networks and overloaded servers do: refuses,
 * waits, breaks connections before, after and in the middle of a reply. Rules say which requests it does it to.
 * Towards the API server it is one user, whose client certificate it holds; its own clients bring none.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { type IncomingMessage, type ServerResponse } from 'node:http'
import { Agent, createServer, request } from 'node:https'
import { once } from 'node:events'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { createAuthority } from './certificates.ts'

export type Act =
  /** Answers with a Kubernetes Status, and does not pass the request on. */
  | {
      readonly do: 'reply'
      readonly status: 401 | 403 | 409 | 410 | 429 | 500 | 503
      readonly retryAfter?: number
    }
  /**
   * Breaks the connection: before the API server hears of it, after it did it, or in the middle of its reply, which is
   * of a watch the middle of its first line.
   */
  | { readonly do: 'reset'; readonly when: 'before' | 'after' | 'in the middle' }
  /** Waits before it passes the request on, or `after` that with the reply. */
  | { readonly do: 'delay'; readonly ms: number; readonly when?: 'before' | 'after' }
  /** Takes the request and never answers; `after`: having passed it on. */
  | { readonly do: 'hang'; readonly when: 'before' | 'after' }
  /** Calls the test at that moment, then goes on. */
  | {
      readonly do: 'call'
      readonly when: 'before' | 'after' | 'in the middle'
      readonly call: () => void | Promise<void>
    }

export interface Rule {
  readonly method?: string
  /** Of the path with its query. */
  readonly path?: RegExp
  /** The first of those that match is 1; default: each of them. */
  readonly nth?: number
  /** Default: only the `nth`. */
  readonly andLater?: boolean
  /** Spares those who bring this bearer token. */
  readonly token?: string
  readonly act: Act
}

export interface Seen {
  readonly method: string
  /** With its query. */
  readonly path: string
  readonly watch: boolean
}

/** What the API server made of a request that changes something and was passed on to it. */
export interface Written {
  readonly method: string
  /** Without its query. */
  readonly path: string
  readonly status: number
  /** Of the object as it then was; absent where it is gone, or the request was refused. */
  readonly resourceVersion?: string
}

export interface FaultProxy {
  readonly url: string
  /** A kubeconfig that leads to the proxy. */
  readonly kubeconfig: string
  /** Every request since the start or the last `reset`. */
  readonly seen: readonly Seen[]
  /** The same of what was written; dry runs write nothing. */
  readonly written: readonly Written[]
  /** Resolves when nothing is under way; what hangs is not. */
  quiet(): Promise<void>
  /** Replaces the rules, and counts anew. */
  rules(...rules: readonly Rule[]): void
  /** How many watches are open. */
  readonly watching: number
  /** Ends the watches that are open, in the middle of the connection. */
  closeWatches(): void
  /** Passes on nothing more to the watches that are open; their connections stay. */
  muteWatches(): void
  /** Tells the watches that are open that they have expired, as the API server does: an ERROR event of 410. */
  expireWatches(): void
  stop(): Promise<void>
}

/** What the API server says with each status. */
const REASONS = {
  401: ['Unauthorized', 'Unauthorized'],
  403: ['Forbidden', 'mcpbackends is forbidden: User "test" cannot do that'],
  409: [
    'Conflict',
    'Operation cannot be fulfilled: the object has been modified; please apply your changes to the latest version',
  ],
  410: ['Expired', 'too old resource version: 1 (2)'],
  429: ['TooManyRequests', 'too many requests, please try again later'],
  500: ['InternalError', 'etcdserver: leader changed'],
  503: ['ServiceUnavailable', 'apiserver is shutting down'],
} as const

const statusBody = (code: keyof typeof REASONS): string => {
  const [reason, message] = REASONS[code]
  return JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason,
    message,
    code,
  })
}

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: Readonly<Record<string, string>> }[]
  readonly users: readonly { readonly user: Readonly<Record<string, string>> }[]
}

const decoded = (text: string | undefined): Buffer => Buffer.from(text ?? '', 'base64')

interface Reply {
  readonly head: IncomingMessage
  readonly body: Buffer
}

const writtenOf = (method: string, path: string, { head, body }: Reply): Written => {
  const status = head.statusCode ?? 0
  const [place = ''] = path.split('?')
  if (status >= 300 || method === 'DELETE') return { method, path: place, status }
  const plain = head.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body
  const { metadata } = JSON.parse(plain.toString()) as { metadata?: { resourceVersion?: string } }
  const resourceVersion = metadata?.resourceVersion
  return { method, path: place, status, ...(resourceVersion === undefined ? {} : { resourceVersion }) }
}

/** `upstream`: the kubeconfig of the user that it is towards the API server, by client certificate. */
export const startFaultProxy = async (upstream: string, directory: string): Promise<FaultProxy> => {
  const { clusters, users } = JSON.parse(readFileSync(upstream, 'utf8')) as Kubeconfig
  const [cluster, user] = [clusters[0]!.cluster, users[0]!.user]
  const server = new URL(cluster['server']!)
  const agent = new Agent({
    keepAlive: true,
    ca: decoded(cluster['certificate-authority-data']),
    cert: decoded(user['client-certificate-data']),
    key: decoded(user['client-key-data']),
  })

  let rules: { readonly rule: Rule; matched: number }[] = []
  const seen: Seen[] = []
  const written: Written[] = []
  const underWay = new Set<Promise<unknown>>()
  const watches = new Map<Socket, { readonly head: IncomingMessage; readonly response: ServerResponse }>()

  const actsFor = ({ method, url: path = '', headers }: IncomingMessage): Act[] =>
    rules.flatMap((entry) => {
      const { rule } = entry
      if (rule.method !== undefined && rule.method !== method) return []
      if (rule.path !== undefined && !rule.path.test(path)) return []
      entry.matched++
      if (rule.token !== undefined && headers.authorization === `Bearer ${rule.token}`) return []
      const { nth } = rule
      const due =
        nth === undefined || entry.matched === nth || (rule.andLater === true && entry.matched > nth)
      return due ? [rule.act] : []
    })

  const pass = async (incoming: IncomingMessage, body: Buffer): Promise<IncomingMessage> => {
    const outgoing = request({
      agent,
      host: server.hostname,
      port: server.port,
      method: incoming.method,
      path: incoming.url,
      headers: { ...incoming.headers, host: server.host },
    })
    outgoing.end(body)
    const [head] = (await once(outgoing, 'response')) as [IncomingMessage]
    return head
  }

  const send = ({ head, body }: Reply, response: ServerResponse, cut: boolean): void => {
    const { 'transfer-encoding': _, ...headers } = head.headers
    response.writeHead(head.statusCode ?? 500, { ...headers, 'content-length': body.length })
    if (cut) response.write(body.subarray(0, Math.max(1, body.length >> 1)))
    else response.end(body)
  }

  const stream = async (head: IncomingMessage, response: ServerResponse, cut: boolean): Promise<void> => {
    const { socket } = response
    // Who asked may have gone by now.
    if (socket === null || socket.destroyed) return void head.destroy()
    watches.set(socket, { head, response })
    const gone = (): void => {
      watches.delete(socket)
      head.destroy()
    }
    socket.once('close', gone)
    response.writeHead(head.statusCode ?? 500, head.headers).flushHeaders()
    head.on('error', () => undefined)
    if (cut)
      head.once('data', (chunk: Buffer) => {
        response.write(chunk.subarray(0, chunk.length >> 1), () => socket.destroy())
      })
    else head.pipe(response)
    // Where the API server goes down, so does the connection.
    await once(head, 'close')
    if (!head.complete) socket.destroy()
    watches.delete(socket)
    socket.off('close', gone)
  }

  const handle = async (incoming: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = '', url: path = '' } = incoming
    const watch = /[?&]watch=(true|1)\b/.test(path)
    seen.push({ method, path, watch })
    const acts = actsFor(incoming)
    const body = await buffer(incoming)
    const { socket } = incoming
    const is = (act: Act, name: 'reset' | 'hang', when: string): boolean =>
      act.do === name && 'when' in act && act.when === when
    const calls = async (when: string): Promise<void> => {
      for (const act of acts) if (act.do === 'call' && act.when === when) await act.call()
    }
    for (const act of acts) {
      if (act.do === 'delay' && act.when !== 'after') await sleep(act.ms)
      if (act.do === 'reply') {
        const retry = act.retryAfter === undefined ? {} : { 'Retry-After': String(act.retryAfter) }
        response
          .writeHead(act.status, { 'Content-Type': 'application/json', ...retry })
          .end(statusBody(act.status))
        return
      }
      if (is(act, 'hang', 'before')) return
      if (is(act, 'reset', 'before')) return void socket.destroy()
    }
    await calls('before')
    const head = await pass(incoming, body)
    if (watch && head.statusCode === 200)
      return stream(
        head,
        response,
        acts.some((act) => is(act, 'reset', 'in the middle')),
      )
    const reply = { head, body: await buffer(head) }
    if (method !== 'GET' && !path.includes('dryRun=')) written.push(writtenOf(method, path, reply))
    await calls('after')
    for (const act of acts) if (act.do === 'delay' && act.when === 'after') await sleep(act.ms)
    if (acts.some((act) => is(act, 'hang', 'after'))) return
    if (acts.some((act) => is(act, 'reset', 'after'))) return void socket.destroy()
    const middle = acts.some((act) => 'when' in act && act.when === 'in the middle')
    send(reply, response, middle)
    if (!middle) return
    // What was written must be on its way before the connection breaks.
    await sleep(5)
    await calls('in the middle')
    socket.destroy()
  }

  const authority = createAuthority()
  const { certificate, key } = authority.server()
  const sockets = new Set<Socket>()
  const front = createServer({ cert: certificate, key }, (incoming, response) => {
    // Whoever is killed by a rule leaves requests behind.
    const handled = handle(incoming, response).catch(() => incoming.socket.destroy())
    underWay.add(handled)
    void handled.finally(() => underWay.delete(handled))
  })
  front.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  })
  front.on('tlsClientError', () => undefined)
  front.listen(0, '127.0.0.1')
  await once(front, 'listening')
  const url = `https://127.0.0.1:${(front.address() as AddressInfo).port}`

  const kubeconfig = join(directory, `fault-proxy-${(front.address() as AddressInfo).port}.kubeconfig`)
  const context = { name: 'faults', context: { cluster: 'faults', user: 'faults' } }
  const ca = Buffer.from(authority.certificate).toString('base64')
  writeFileSync(
    kubeconfig,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'faults',
      contexts: [context],
      clusters: [{ name: 'faults', cluster: { server: url, 'certificate-authority-data': ca } }],
      users: [{ name: 'faults', user: {} }],
    }),
    { mode: 0o600 },
  )

  return {
    url,
    kubeconfig,
    seen,
    written,
    async quiet() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    rules(...next) {
      rules = next.map((rule) => ({ rule, matched: 0 }))
      seen.length = 0
      written.length = 0
    },
    get watching() {
      return watches.size
    },
    closeWatches() {
      for (const socket of watches.keys()) socket.destroy()
    },
    muteWatches() {
      for (const { head, response } of watches.values()) head.unpipe(response).resume()
    },
    expireWatches() {
      for (const { head, response } of watches.values()) {
        // What still comes from the API server must not be written after the end.
        head.unpipe(response).resume()
        response.end(`{"type":"ERROR","object":${statusBody(410)}}\n`)
      }
    },
    async stop() {
      if (!front.listening) return
      for (const socket of sockets) socket.destroy()
      front.close()
      agent.destroy()
      await once(front, 'close')
    },
  }
}
