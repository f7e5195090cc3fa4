/** Whether, and after how long, a request is sent again. */
import type { IncomingMessage } from 'node:http'

/** Where the server says when to come back. */
const BUSY_ATTEMPTS = 10
/** Where it does not, or where the connection broke. */
const BROKEN_ATTEMPTS = 3
/** Of all waiting for one request together, in milliseconds. */
const PATIENCE = 30_000
const FIRST_PAUSE = 100

/** What has been tried of one request so far. */
export interface Tries {
  readonly attempts: number
  /** In milliseconds. */
  readonly waited: number
  /** An earlier sending may have been carried out, though no good answer to it arrived. */
  readonly unsure: boolean
}

/** When the server asks to come back, in milliseconds: seconds or a date. */
export const retryAfter = (reply: IncomingMessage): number | undefined => {
  const said = reply.headers['retry-after']
  if (said === undefined || said.trim() === '') return undefined
  const wait = /^\s*\d+\s*$/.test(said) ? Number(said) * 1000 : Date.parse(said) - Date.now()
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0)
}

const pauseAfter = ({ attempts }: Tries): number | undefined =>
  attempts < BROKEN_ATTEMPTS ? FIRST_PAUSE * 4 ** (attempts - 1) : undefined

/**
 * How long to wait before the request is sent again; undefined where this reply is the answer. After 429 nothing was
 * done, whatever was asked. After 502, 503 and 504 it may have been: a proxy on the way says these too.
 */
export const waitAfterReply = (
  reply: IncomingMessage,
  repeatable: boolean,
  tries: Tries,
): number | undefined => {
  const status = reply.statusCode ?? 0
  if (status !== 429 && !(repeatable && [502, 503, 504].includes(status))) return undefined
  const asked = status === 502 || status === 504 ? undefined : retryAfter(reply)
  if (asked !== undefined)
    return tries.attempts < BUSY_ATTEMPTS && tries.waited + asked <= PATIENCE ? asked : undefined
  return status === 429 ? undefined : pauseAfter(tries)
}

/** The other side ended the connection, before or in the middle of its reply. */
export const isBroken = ({ code }: NodeJS.ErrnoException): boolean =>
  code === 'ECONNRESET' ||
  code === 'EPIPE' ||
  code === 'ECONNABORTED' ||
  code === 'ERR_STREAM_PREMATURE_CLOSE'

/** The same where the connection broke. */
export const waitAfterBreak = (repeatable: boolean, tries: Tries): number | undefined =>
  repeatable ? pauseAfter(tries) : undefined
