/** One request until there is a reply to take: sent again where that is safe, and given up with an error of ours. */
import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { UserError } from '../errors.ts'
import { connectionFailure, timeOut } from './failure.ts'
import { bytesOf } from './node-http.ts'
import { isBroken, type Tries, waitAfterBreak, waitAfterReply } from './retry.ts'
import type { Request, Sender } from './sender.ts'

export interface ExchangeOptions {
  /** For one request with its reply, in milliseconds; 0: none. */
  readonly limit: number
  /** Hears that the server is busy, and in how many milliseconds it is asked again. */
  readonly onWait: (status: number, wait: number) => void
}

export interface Exchange<T> {
  readonly endless: boolean
  /** Called for each sending: its signal is aborted where the time is over. */
  readonly begin: () => AbortSignal | undefined
  readonly take: (reply: IncomingMessage, tries: Tries) => Promise<T>
  /** Ends the waiting in between. */
  readonly signal?: AbortSignal
}

/** Throws a ClusterError where there is no reply. */
export const exchange = async <T>(
  sender: Sender,
  request: Request,
  { endless, begin, take, signal: cancelled }: Exchange<T>,
  { limit, onWait }: ExchangeOptions,
): Promise<T> => {
  const { base } = sender
  const body = request.body === undefined ? undefined : Buffer.from(JSON.stringify(request.body))
  let tries: Tries = { attempts: 1, waited: 0, unsure: false }
  const again = async (wait: number, unsure: boolean): Promise<void> => {
    await sleep(wait, undefined, cancelled === undefined ? {} : { signal: cancelled })
    tries = {
      attempts: tries.attempts + 1,
      waited: tries.waited + wait,
      unsure: tries.unsure || (unsure && request.method !== 'GET'),
    }
  }
  for (;;) {
    const way: { open: boolean; signal?: AbortSignal | undefined } = { open: false }
    let pause: { readonly wait: number; readonly unsure: boolean }
    try {
      const reply = await sender.send({
        request,
        body,
        endless,
        begin: () => (way.signal = begin()),
        connected: () => (way.open = true),
      })
      const wait = waitAfterReply(reply, request.repeatable, tries)
      if (wait === undefined) return await take(reply, tries)
      await bytesOf(reply)
      const status = reply.statusCode ?? 0
      onWait(status, wait)
      pause = { wait, unsure: status !== 429 }
    } catch (caught) {
      if (caught instanceof UserError) throw caught
      const error = caught as NodeJS.ErrnoException
      const mayBeDone = (way.open || tries.unsure) && request.method !== 'GET'
      if (way.signal?.aborted) throw timeOut(way.open, mayBeDone, limit, base)
      const wait = isBroken(error) ? waitAfterBreak(request.repeatable, tries) : undefined
      if (wait === undefined)
        throw connectionFailure(error, { proxy: sender.proxy, open: way.open, mayBeDone, tries }, base)
      pause = { wait, unsure: way.open }
    }
    await again(pause.wait, pause.unsure)
  }
}
