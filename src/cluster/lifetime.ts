/** How long a reply that goes on may take: until its head comes, and then each next part of it. */
export class Lifetime {
  /** Aborted where the time is over, or by whoever asked. */
  readonly signal: AbortSignal
  readonly #controller = new AbortController()
  readonly #cancel: AbortSignal
  #timer: NodeJS.Timeout | undefined
  readonly #abort = (): void => {
    this.#controller.abort()
  }

  constructor(cancel: AbortSignal) {
    this.#cancel = cancel
    this.signal = this.#controller.signal
    if (cancel.aborted) this.#abort()
    cancel.addEventListener('abort', this.#abort)
  }

  /** From now on, in milliseconds; 0: without end. */
  limit(ms: number): AbortSignal {
    clearTimeout(this.#timer)
    if (ms > 0) this.#timer = setTimeout(this.#abort, ms)
    return this.signal
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#cancel.removeEventListener('abort', this.#abort)
  }
}
