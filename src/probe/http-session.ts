/** A route that does not speak MCP, such as that of a model: one request, which knows of no sessions. */
import type { Answer } from '../model/probe.ts'
import { failed, failureAnswer } from './answer.ts'
import type { Mask } from './mask.ts'
import { Refused, request } from './request.ts'
import type { Session } from './session.ts'

interface HttpCall {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  /** Default GET. */
  readonly method?: string | undefined
  /** Sent as JSON. */
  readonly body?: unknown
  readonly timeoutMs: number
  readonly mask: Mask
}

export const httpSession = ({ url, headers, method = 'GET', body, timeoutMs, mask }: HttpCall): Session => ({
  async call(signal) {
    const late = AbortSignal.timeout(timeoutMs)
    const init: RequestInit = {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? late : AbortSignal.any([late, signal]),
    }
    try {
      const response = await request(url, init, mask)
      await response.body?.cancel()
      return { kind: 'answered' }
    } catch (error) {
      if (error instanceof Refused) return error.answer
      return signal?.aborted === true ? failed('interrupted', 'it was stopped') : failureAnswer(error)
    }
  },
  listed: (): Promise<Answer> => Promise.resolve(failed('not-the-protocol', 'it has no tools')),
  close: () => Promise.resolve(),
})
