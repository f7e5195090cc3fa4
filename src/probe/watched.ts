/** How long what came last may take to be read, ms. */
const SETTLING = 20

/** The body, which tells when it ends: the SDK does not say that a stream ended without the answer. */
export const watched = (
  body: ReadableStream<Uint8Array>,
  ended: (error: unknown) => void,
): ReadableStream<Uint8Array> => {
  const pass = async function* (): AsyncGenerator<Uint8Array> {
    let error: unknown = Object.assign(new Error('the answer broke off'), { code: 'ECONNRESET' })
    try {
      for await (const chunk of body as unknown as AsyncIterable<Uint8Array>) yield chunk
    } catch (thrown) {
      error = thrown
      throw thrown
    } finally {
      setTimeout(ended, SETTLING, error)
    }
  }
  return ReadableStream.from<Uint8Array>(pass())
}
