/** Cuts a stream of bytes into lines of text, without their ends. */
export class Lines {
  readonly #limit: number
  #parts: Buffer[] = []
  #size = 0

  /** `limit`: the longest line in bytes. */
  constructor(limit: number) {
    this.#limit = limit
  }

  /** The lines that this chunk completes. Throws a RangeError, and forgets it, where a line is too long. */
  push(chunk: Buffer): string[] {
    const lines: string[] = []
    let from = 0
    for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, end))
      lines.push(this.rest())
      from = end + 1
    }
    if (from < chunk.length) this.#keep(chunk.subarray(from))
    return lines
  }

  /** What came after the last line's end. */
  rest(): string {
    const text = Buffer.concat(this.#parts, this.#size).toString('utf8').replace(/\r$/, '')
    this.#parts = []
    this.#size = 0
    return text
  }

  #keep(part: Buffer): void {
    this.#size += part.length
    if (this.#size > this.#limit) {
      this.#parts = []
      this.#size = 0
      throw new RangeError(`a line of more than ${this.#limit} bytes`)
    }
    this.#parts.push(part)
  }
}
