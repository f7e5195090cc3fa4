/** HTTP as the gateway speaks it: on loopback, for local clients, between Node's server and the SDK's transport. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CODE, type RequestId } from './rpc.ts'

const MAX_BODY = 64 * 2 ** 20
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * Why a request must not be heard; undefined where it may. A page in a browser can make any name resolve to
 * this machine (DNS rebinding), but it can choose neither the Host nor the Origin that the browser sends.
 */
export const foreign = ({ headers: { host, origin } }: IncomingMessage, port: number): string | undefined => {
  const own = LOOPBACK.flatMap((name) => [`${name}:${port}`, ...(port === 80 ? [name] : [])])
  if (!own.includes(host?.toLowerCase() ?? '')) return `the Host header must be one of ${own.join(', ')}`
  if (origin !== undefined && !LOOPBACK.includes(URL.parse(origin)?.hostname ?? ''))
    return `the Origin header must be of ${LOOPBACK.join(', ')}`
  return undefined
}

/** A JSON-RPC error as the whole reply. */
export const refuse = (
  res: ServerResponse,
  status: number,
  message: string,
  options: { id?: RequestId | undefined; code?: number; data?: unknown } = {},
): void => {
  const { id = null, code = CODE.notFound, data } = options
  const error = data === undefined ? { code, message } : { code, message, data }
  res.writeHead(status, { 'content-type': 'application/json' })
  res.end(JSON.stringify({ jsonrpc: '2.0', id, error }))
}

/** The body as JSON. Throws a RangeError where it is too big, a SyntaxError where it is not JSON. */
export const readJson = async (req: IncomingMessage): Promise<unknown> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > MAX_BODY) throw new RangeError(`a message may not be larger than ${MAX_BODY} bytes`)
    chunks.push(chunk)
  }
  return JSON.parse(Buffer.concat(chunks, size).toString('utf8')) as unknown
}

/** The request without its body, as the SDK takes it. */
export const toRequest = (req: IncomingMessage): Request => {
  const headers = new Headers()
  for (const [name, values] of Object.entries(req.headersDistinct))
    for (const value of values ?? []) headers.append(name, value)
  return new Request(new URL(req.url ?? '/', 'http://localhost'), { method: req.method ?? 'GET', headers })
}

/** Resolves when the response has been sent, or the client has gone. */
export const send = async (response: Response, res: ServerResponse): Promise<void> => {
  res.writeHead(response.status, Object.fromEntries(response.headers))
  if (response.body === null) {
    res.end()
    return
  }
  res.flushHeaders()
  await pipeline(Readable.fromWeb(response.body), res).catch(() => undefined)
}
