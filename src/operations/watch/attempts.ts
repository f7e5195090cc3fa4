/** When what failed, or did not last, is tried again: later each time. */

/** Between the first two attempts, and the most, in milliseconds. */
const FIRST = 1000
const LONGEST = 300_000
/** What has been quiet for so long begins anew. */
const FORGOTTEN = 600_000

interface Attempt {
  readonly cause: string
  readonly count: number
  readonly at: number
  readonly due: number
}

export class Attempts {
  readonly #attempts = new Map<string, Attempt>()

  /** `cause`: another one is not waited for. */
  note(key: string, cause: string, now: number): void {
    const last = this.#attempts.get(key)
    const fresh = last?.cause !== cause || now - last.at > FORGOTTEN
    const count = fresh ? 1 : last.count + 1
    const due = now + Math.min(LONGEST, FIRST * 2 ** (count - 1))
    this.#attempts.set(key, { cause, count, at: now, due })
  }

  forget(key: string): void {
    this.#attempts.delete(key)
  }

  isDue(key: string, cause: string, now: number): boolean {
    const last = this.#attempts.get(key)
    return last?.cause !== cause || last.due <= now
  }

  count(key: string): number {
    return this.#attempts.get(key)?.count ?? 0
  }

  /** The next time that one is due, of those that were not yet at `since`; Infinity where none is waited for. */
  next(since: number): number {
    let next = Infinity
    for (const { due } of this.#attempts.values()) if (due > since) next = Math.min(next, due)
    return next
  }
}
