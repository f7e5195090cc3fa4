/** Fetches one text over HTTPS: through the proxy of the environment, within bounds of size and time. */
import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request as requestHttps } from 'node:https'
import { usageError, UserError } from '../errors.ts'
import { agentOf, secureContextOf } from './agent.ts'
import type { Connection } from './kubeconfig.ts'
import { request as requestHttp } from './node-http.ts'
import { proxyOf } from './proxy.ts'
import { Settings } from './settings.ts'

export interface DownloadOptions {
  /** How the URL is told: without what is secret in it. */
  readonly label: string
  /** For all of it, in milliseconds; default a minute. */
  readonly limit?: number
  readonly env?: Readonly<Record<string, string | undefined>>
}

const MOST_BYTES = 20 * 2 ** 20
const MOST_REDIRECTS = 5

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name can not be looked up',
  ETIMEDOUT: 'it does not answer',
  ECONNRESET: 'the connection was closed',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
}

const isLoopback = ({ hostname }: URL): boolean => /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname)

/** Over plain HTTP others on the way could put in what they like; on this machine there is no way. */
export const mayFetch = (url: URL): boolean =>
  url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url))

const connectionTo = (url: URL): Connection => ({
  context: '',
  cluster: new Settings({ server: url.origin }, ''),
  user: new Settings({}, ''),
  userName: '',
})

const authorizationOf = ({ username, password }: URL): Record<string, string> =>
  username === '' && password === ''
    ? {}
    : {
        Authorization: `Basic ${Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64')}`,
      }

const failure = (label: string, why: string, hint?: string, cause?: unknown): UserError =>
  new UserError('download-failed', `can not get ${label}: ${why}`, { hint, cause })

const hintOf = (status: number): string | undefined => {
  if (status === 401 || status === 403) return 'it wants credentials that it takes: https://USER:TOKEN@HOST/…'
  return status === 404
    ? 'check the URL; for a file on GitHub it begins with raw.githubusercontent.com'
    : undefined
}

/** Throws `download-failed`, and `usage` for another protocol than https. What a URL holds of credentials goes to its own host only, and into no message. */
export const download = async (first: URL, options: DownloadOptions): Promise<Buffer> => {
  const { label, limit = 60_000, env = process.env } = options
  if (!mayFetch(first))
    throw usageError(
      `${label} is no https URL`,
      'write https://…: over anything else others on the way could change what comes',
    )
  const signal = AbortSignal.timeout(limit)
  try {
    for (let url = first, redirects = 0; ; redirects++) {
      const reply = await ask(url, signal, env)
      const status = reply.statusCode ?? 0
      const { location } = reply.headers
      if (status < 300 || status >= 400 || location === undefined) {
        if (status === 200) return await contentOf(reply, label)
        throw failure(label, `the server says HTTP ${status}`, hintOf(status))
      }
      reply.destroy()
      const next = URL.parse(location, url.href)
      if (next === null || !mayFetch(next)) throw failure(label, 'it leads on to what is not an https URL')
      if (redirects === MOST_REDIRECTS) throw failure(label, `it leads on more than ${MOST_REDIRECTS} times`)
      url = next
    }
  } catch (error) {
    if (error instanceof UserError) throw error
    if (signal.aborted) throw failure(label, `it took more than ${limit / 1000} s`, 'try again', error)
    const { code = '', message } = error as NodeJS.ErrnoException
    throw failure(
      label,
      WORDS[code] ?? message.split('\n')[0] ?? code,
      'check the URL, and the network or proxy on the way',
      error,
    )
  }
}

const ask = async (
  url: URL,
  signal: AbortSignal,
  env: Readonly<Record<string, string | undefined>>,
): Promise<IncomingMessage> => {
  const connection = connectionTo(url)
  const agent = await agentOf(connection, proxyOf(connection, env))
  const secure = url.protocol === 'https:'
  const outgoing = (secure ? requestHttps : requestHttp)({
    ...(secure ? { secureContext: secureContextOf(connection) } : {}),
    agent,
    signal,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port || (secure ? 443 : 80),
    path: url.pathname + url.search,
    headers: { Accept: '*/*', Host: url.host, 'User-Agent': 'kubectl-agentgw', ...authorizationOf(url) },
  })
  outgoing.on('error', () => undefined)
  const [reply] = (await once(outgoing.end(), 'response', { signal })) as [IncomingMessage]
  return reply
}

const contentOf = async (reply: IncomingMessage, label: string): Promise<Buffer> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of reply) {
    chunks.push(chunk as Buffer)
    size += (chunk as Buffer).length
    if (size > MOST_BYTES) throw failure(label, `it is larger than ${MOST_BYTES / 2 ** 20} MiB`)
  }
  return Buffer.concat(chunks)
}
