/** One HTTP request of a probe. Proxies (NODE_USE_ENV_PROXY) and authorities (NODE_EXTRA_CA_CERTS) are Node's own. */
import type { Answer } from '../model/probe.ts'
import { httpAnswer } from './answer.ts'
import type { Mask } from './mask.ts'

const MAX_BODY = 64 * 1024

/** What a call that was not successful got. */
export class Refused extends Error {
  readonly answer: Answer
  constructor(answer: Answer) {
    super('the request was refused')
    this.answer = answer
  }
}

/** The beginning of the body; the rest is not waited for. */
const beginning = async (response: Response): Promise<string> => {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= MAX_BODY) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Resolves where the status is a success. Throws `Refused`, also for a redirect, or what fetch throws. */
export const request = async (url: string | URL, init: RequestInit, mask: Mask): Promise<Response> => {
  // Headers go to no other place than the one that was named, and a page elsewhere proves nothing of this one.
  const response = await fetch(url, { ...init, redirect: 'manual' })
  if (response.ok) return response
  throw new Refused(httpAnswer(response.status, await beginning(response), mask))
}
