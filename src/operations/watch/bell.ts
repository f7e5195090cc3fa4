/** Tells when it is time for another pass: something rang and then was quiet for a while, or a time has come. */
import type { Clock } from '../../model/clock.ts'

/** So many times the quiet that is waited for, what never gets quiet is not waited for any longer. */
const PATIENCE = 10

export class Bell {
  readonly #clock: Clock
  readonly #quiet: number
  #rung = false
  #wake: (() => void) | undefined

  /** `quiet`: in milliseconds. */
  constructor(clock: Clock, quiet: number) {
    this.#clock = clock
    this.#quiet = quiet
  }

  ring(): void {
    this.#rung = true
    this.#wake?.()
  }

  /** `due`: by the clock, when it is time though nothing rang. Resolves at once where the signal is aborted. */
  async next(due: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung) await this.#rungOr(due, signal)
    const begun = this.#clock.now()
    while (this.#rung && !signal.aborted) {
      this.#rung = false
      await this.#clock.sleep(this.#quiet, signal).catch(() => undefined)
      if (this.#clock.now() - begun >= this.#quiet * PATIENCE) this.#rung = false
    }
  }

  async #rungOr(due: number, signal: AbortSignal): Promise<void> {
    const awake = new AbortController()
    const wake = (): void => {
      awake.abort()
    }
    this.#wake = wake
    signal.addEventListener('abort', wake)
    if (signal.aborted) wake()
    await this.#clock.sleep(Math.max(0, due - this.#clock.now()), awake.signal).catch(() => undefined)
    signal.removeEventListener('abort', wake)
    this.#wake = undefined
  }
}
