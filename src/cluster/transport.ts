/** Requests to the API server and their replies, whole or as they come. */
import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { exchange, type ExchangeOptions } from './exchange.ts'
import { connectionFailure } from './failure.ts'
import { Lifetime } from './lifetime.ts'
import { bytesOf } from './node-http.ts'
import { retryAfter, type Tries } from './retry.ts'
import type { Request, Sender } from './sender.ts'

export interface Reply {
  readonly status: number
  readonly text: string
  /** What the API server asks to tell the user, without `299 -`. */
  readonly warnings: readonly string[]
  readonly tries: Tries
  /** Milliseconds after which the server asks to come back. */
  readonly retryAfter: number | undefined
}

export interface TransportOptions extends ExchangeOptions {
  /** A reply that goes on and brings nothing for so long is taken for a dead connection, in milliseconds. */
  readonly silence: number
}

/** Both throw a ClusterError where there is no reply. */
export interface Transport {
  send(request: Request): Promise<Reply>
  /**
   * What a good reply says, as it comes, and any other as a whole. Ends where the server or the signal ends it,
   * and throws where the connection breaks.
   */
  stream(request: Request, signal: AbortSignal): Promise<Reply | AsyncIterable<Buffer>>
}

/** Of Node's timers, in milliseconds: some 24 days. */
const LONGEST_TIMER = 2 ** 31 - 1
const unzip = promisify(gunzip)

const warningsOf = (reply: IncomingMessage): string[] =>
  [...(reply.headers.warning ?? '').matchAll(/\b299 \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) =>
    (match[1] ?? '').replace(/\\(.)/g, '$1'),
  )

const whole = async (reply: IncomingMessage, tries: Tries): Promise<Reply> => {
  const content = await bytesOf(reply)
  const plain = reply.headers['content-encoding'] === 'gzip' ? await unzip(content) : content
  return {
    status: reply.statusCode ?? 0,
    text: plain.toString(),
    warnings: warningsOf(reply),
    tries,
    retryAfter: retryAfter(reply),
  }
}

async function* nothing(): AsyncGenerator<Buffer> {
  // Whoever ended it before it began gets an end.
}

export const openTransport = (sender: Sender, options: TransportOptions): Transport => {
  const limit = Math.min(options.limit, LONGEST_TIMER)

  async function* chunks(
    reply: IncomingMessage,
    life: Lifetime,
    cancel: AbortSignal,
  ): AsyncGenerator<Buffer> {
    try {
      for await (const chunk of reply) {
        life.limit(options.silence)
        yield chunk as Buffer
      }
    } catch (error) {
      if (cancel.aborted) return
      const broken = life.signal.aborted
        ? Object.assign(new Error('silence'), { code: 'ECONNRESET' })
        : (error as NodeJS.ErrnoException)
      const tries = { attempts: 1, waited: 0, unsure: false }
      throw connectionFailure(
        broken,
        { proxy: sender.proxy, open: true, mayBeDone: false, tries },
        sender.base,
      )
    } finally {
      life.end()
      reply.destroy()
    }
  }

  return {
    send: (request) =>
      exchange(
        sender,
        request,
        {
          endless: false,
          begin: () => (limit === 0 ? undefined : AbortSignal.timeout(limit)),
          take: whole,
        },
        options,
      ),

    async stream(request, signal) {
      const life = new Lifetime(signal)
      const way = { flows: false }
      const take = async (reply: IncomingMessage, tries: Tries): Promise<Reply | AsyncIterable<Buffer>> => {
        if (reply.statusCode !== 200) return whole(reply, tries)
        way.flows = true
        life.limit(options.silence)
        return chunks(reply, life, signal)
      }
      try {
        return await exchange(
          sender,
          request,
          { endless: true, begin: () => life.limit(limit), take, signal },
          options,
        )
      } catch (error) {
        if (signal.aborted) return nothing()
        throw error
      } finally {
        if (!way.flows) life.end()
      }
    },
  }
}
