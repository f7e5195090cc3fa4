/**
 * Node's HTTP. An import would have Node look at every export of it, and at one of them it loads all of fetch: 35 ms of a start
 * that needs none of it. For the same reason replies are put together here: Node's own helper goes by way of a Blob.
 */
import type { IncomingMessage } from 'node:http'

export const { Agent, request } = process.getBuiltinModule('node:http')

/** All that a reply brings; throws where the connection breaks in the middle. */
export const bytesOf = async (reply: IncomingMessage): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of reply) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
