/**
 * Keeps secrets out of whatever is logged: known values by their text, unknown ones by the name of their key or
 * by their shape.
 */
import { mayNameCredential } from '../model/credentials/names.ts'
import { hideCredentials, MASK } from '../model/credentials/shapes.ts'

const MAX_TEXT = 256
const MAX_ITEMS = 32
const MAX_DEPTH = 6

const shorten = (text: string, limit: number): string =>
  text.length <= limit ? text : `${text.slice(0, limit)}… (${text.length} characters)`

export class Redactor {
  readonly #values = new Set<string>()
  #longestFirst: readonly string[] = []

  /** Values stay known for good: a server that is gone may still be quoted. */
  learn(secrets: Iterable<string>): void {
    const before = this.#values.size
    for (const secret of secrets) {
      if (secret === '') continue
      // The ways in which a value is usually seen in logs and messages.
      this.#values.add(secret)
      this.#values.add(JSON.stringify(secret).slice(1, -1))
      this.#values.add(encodeURIComponent(secret))
      this.#values.add(Buffer.from(secret).toString('base64'))
      for (const line of secret.split('\n')) if (line.trim().length >= 8) this.#values.add(line.trim())
    }
    if (this.#values.size > before) this.#longestFirst = [...this.#values].sort((a, b) => b.length - a.length)
  }

  /** The text without secrets; cut to `limit` characters only after that, lest half a secret stays. */
  text(text: string, limit = Infinity): string {
    let clean = text
    for (const value of this.#longestFirst) clean = clean.replaceAll(value, MASK)
    return shorten(hideCredentials(clean), limit)
  }

  /** A copy fit for the log: secrets masked, and never big, however big or deep the value is. */
  value(value: unknown, depth = 0): unknown {
    if (typeof value === 'string') return this.text(value, MAX_TEXT)
    if (typeof value === 'number') return this.text(String(value)) === String(value) ? value : MASK
    if (typeof value !== 'object' || value === null) return value
    if (depth >= MAX_DEPTH) return '…'
    if (Array.isArray(value)) {
      const items = value.slice(0, MAX_ITEMS).map((item) => this.value(item, depth + 1))
      return value.length > MAX_ITEMS ? [...items, `… (${value.length} items)`] : items
    }
    const entries = Object.entries(value)
    const copy = entries
      .slice(0, MAX_ITEMS)
      .map(([key, own]): [string, unknown] => [
        this.text(key, MAX_TEXT),
        mayNameCredential(key) ? MASK : this.value(own, depth + 1),
      ])
    if (entries.length > MAX_ITEMS) copy.push(['…', `${entries.length} fields`])
    return Object.fromEntries(copy)
  }
}
