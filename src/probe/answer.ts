/** Replies, and the lack of them, as answers. Words of a server are masked here, so that no one after has to. */
import type { Answer, Unproven } from '../model/probe.ts'
import type { Mask } from './mask.ts'

export interface RpcError {
  readonly code: number
  readonly message: string
  readonly data?: unknown
}
export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The id by which the embedded gateway names the revocation. */
const revocationIn = (data: unknown): string | undefined => {
  const revocation = isFields(data) ? data['revocation'] : undefined
  const id = isFields(revocation) ? revocation['id'] : undefined
  return typeof id === 'string' ? id : undefined
}

export const rpcAnswer = (status: number, { code, message, data }: RpcError, mask: Mask): Answer => {
  const revocation = revocationIn(data)
  return {
    kind: 'rpc-error',
    status,
    code,
    message: mask(message),
    ...(revocation === undefined ? {} : { revocation: mask(revocation) }),
  }
}

const errorIn = (body: string): RpcError | undefined => {
  let parsed: unknown
  try {
    parsed = JSON.parse(body)
  } catch {
    return undefined
  }
  const error = isFields(parsed) ? parsed['error'] : undefined
  if (!isFields(error)) return undefined
  const { code, message, data } = error
  return typeof code === 'number' && typeof message === 'string' ? { code, message, data } : undefined
}

/** A reply whose status is no success. Upstream's and the embedded gateway's may hold an error of JSON-RPC. */
export const httpAnswer = (status: number, body: string, mask: Mask): Answer => {
  const error = errorIn(body)
  return error === undefined ? { kind: 'http', status, text: mask(body) } : rpcAnswer(status, error, mask)
}

const textIn = (content: unknown): string => {
  const first: unknown = Array.isArray(content) ? content[0] : undefined
  const text = isFields(first) ? first['text'] : undefined
  return typeof text === 'string' ? text : ''
}

/** The words with which servers say that they have no such tool; they must name it. */
const saysUnknown = (text: string, tool: string): boolean =>
  text.includes(tool) && /\bunknown tool\b|\btool\b.*\b(not found|does not exist|is unknown)\b/is.test(text)

export const resultAnswer = (result: Fields, tool: string, mask: Mask): Answer => {
  if (result['isError'] !== true) return { kind: 'answered' }
  const text = textIn(result['content'])
  return { kind: 'tool-error', text: mask(text), unknownTool: saysUnknown(text.slice(0, 1000), tool) }
}

const UNTRUSTED = /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_|ERR_TLS_|ERR_SSL_|HOSTNAME_MISMATCH|EPROTO$)/
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens there',
  ENOTFOUND: 'there is no host of that name',
  EAI_AGAIN: 'the name can not be looked up',
  EHOSTUNREACH: 'there is no way to that host',
  ENETUNREACH: 'there is no way to that network',
  ECONNRESET: 'the connection was closed',
  EPIPE: 'the connection was closed',
  UND_ERR_SOCKET: 'the connection was closed',
}
const LATE = ['ETIMEDOUT', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']

export const failed = (reason: Unproven, message: string): Answer => ({ kind: 'failed', reason, message })

/** Says only what kind of failure it was: messages of others may quote what was sent. */
export const failureAnswer = (error: unknown): Answer => {
  const { name, code, cause } = error as { name?: string; code?: unknown; cause?: { code?: unknown } }
  const found = cause?.code ?? code
  const why = typeof found === 'string' ? found : ''
  if (name === 'TimeoutError' || LATE.includes(why)) return failed('time-out', 'no answer in time')
  if (UNTRUSTED.test(why)) return failed('tls', `there is no trusted connection (${why})`)
  if (why in UNREACHABLE) return failed('unreachable', `${UNREACHABLE[why] ?? ''} (${why})`)
  return failed('unreachable', `the connection failed${/^[A-Z][A-Z\d_]*$/.test(why) ? ` (${why})` : ''}`)
}
