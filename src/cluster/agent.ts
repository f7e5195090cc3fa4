/** How connections are made: straight or through a proxy, with the trust that the kubeconfig names. */
import type { Agent } from 'node:http'
import { Agent as HttpsAgent, type AgentOptions, request as requestHttps } from 'node:https'
import type { Duplex } from 'node:stream'
import * as tls from 'node:tls'
import type { Credentials } from './credentials.ts'
import type { Connection } from './kubeconfig.ts'
import { Agent as HttpAgent, request as requestHttp } from './node-http.ts'

/** As many requests as one run has under way: each more costs both sides a handshake. */
const SOCKETS = 16
/** The `code` of an error that says what is wrong with the proxy. */
export const PROXY_FAILED = 'ERR_AGENTGW_PROXY'

/** kubectl trusts the system's authorities where a kubeconfig names none; Node by itself has its own list. */
const systemAuthorities = (): string[] | undefined =>
  // Node before 22.15 can not tell them.
  (tls as { getCACertificates?: typeof tls.getCACertificates }).getCACertificates === undefined
    ? undefined
    : [...tls.getCACertificates('default'), ...tls.getCACertificates('system')]

const trustOf = ({ cluster }: Connection): tls.ConnectionOptions => {
  const name = cluster.text('tls-server-name')
  const servername = name === undefined ? {} : { servername: name }
  return cluster.flag('insecure-skip-tls-verify') ? { ...servername, rejectUnauthorized: false } : servername
}

/** To be shared by all connections: to read hundreds of authorities takes a tenth of a second. */
export const secureContextOf = (
  { cluster }: Connection,
  { certificate, key }: Pick<Credentials, 'certificate' | 'key'> = {},
): tls.SecureContext => {
  const isTrusting = cluster.flag('insecure-skip-tls-verify')
  const ca = isTrusting ? undefined : (cluster.bytes('certificate-authority') ?? systemAuthorities())
  return tls.createSecureContext({
    ...(ca === undefined ? {} : { ca }),
    ...(certificate === undefined ? {} : { cert: certificate, key }),
  })
}

type Connected = (error: Error | null, socket: Duplex) => void

/** Asks an HTTP proxy for a way through to `host:port`. */
const tunnel = (proxy: URL, target: string, connected: Connected): void => {
  const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`
  const outgoing = (proxy.protocol === 'https:' ? requestHttps : requestHttp)({
    host: proxy.hostname.replace(/^\[|\]$/g, ''),
    port: proxy.port || (proxy.protocol === 'https:' ? 443 : 80),
    method: 'CONNECT',
    path: target,
    agent: false,
    headers: {
      Host: target,
      ...(proxy.username === ''
        ? {}
        : { 'Proxy-Authorization': `Basic ${Buffer.from(credentials).toString('base64')}` }),
    },
  })
  const failed = (reason: string): void => {
    const error = Object.assign(new Error(`the proxy ${proxy.host} ${reason}`), { code: PROXY_FAILED })
    connected(error, outgoing.socket as Duplex)
  }
  outgoing.once('connect', (reply, socket) => {
    if (reply.statusCode === 200) connected(null, socket)
    else {
      socket.destroy()
      failed(`refuses it (HTTP ${reply.statusCode ?? 0})`)
    }
  })
  outgoing.once('response', (reply) => {
    reply.resume()
    failed(`is not one (HTTP ${reply.statusCode ?? 0})`)
  })
  outgoing.once('error', (error: NodeJS.ErrnoException) => {
    failed(`can not be reached (${error.code ?? error.message})`)
  })
  outgoing.end()
}

const targetOf = (options: tls.ConnectionOptions): string =>
  `${options.host?.includes(':') ? `[${options.host}]` : options.host}:${options.port}`

class TunnelHttpsAgent extends HttpsAgent {
  readonly #proxy: URL
  constructor(options: AgentOptions, proxy: URL) {
    super(options)
    this.#proxy = proxy
  }
  override createConnection(options: tls.ConnectionOptions, connected: Connected): undefined {
    tunnel(this.#proxy, targetOf(options), (error, socket) => {
      connected(error, error === null ? tls.connect({ ...options, socket }) : socket)
    })
  }
}

class TunnelHttpAgent extends HttpAgent {
  readonly #proxy: URL
  constructor(options: AgentOptions, proxy: URL) {
    super(options)
    this.#proxy = proxy
  }
  override createConnection(options: tls.ConnectionOptions, connected: Connected): undefined {
    tunnel(this.#proxy, targetOf(options), connected)
  }
}

export const agentOf = async (
  connection: Connection,
  proxy: URL | undefined,
  sockets = SOCKETS,
): Promise<Agent> => {
  const secure = connection.cluster.text('server')?.startsWith('https:') ?? false
  const options = { keepAlive: true, maxSockets: sockets, ...(secure ? trustOf(connection) : {}) }
  if (proxy?.protocol.startsWith('socks')) return (await import('./library.ts')).socksAgent(connection, proxy)
  if (proxy === undefined) return secure ? new HttpsAgent(options) : new HttpAgent(options)
  return secure ? new TunnelHttpsAgent(options, proxy) : new TunnelHttpAgent(options, proxy)
}
