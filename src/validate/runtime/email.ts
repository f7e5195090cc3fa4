/**
 * The format `email`: what Go's mail parser takes for one address, which is RFC 5322 with a display name,
 * comments, quoted local parts and groups of one.
 */
import { isIPv4, isIPv6 } from 'node:net'

const isVisible = (char: string): boolean => (char > ' ' && char < '\x7f') || char > '\x7f'
const isSpace = (char: string): boolean => char === ' ' || char === '\t'
const isAtom = (char: string): boolean => isVisible(char) && !'()<>[]:;@\\,"'.includes(char)

const CHARSETS = new Set(['utf-8', 'iso-8859-1', 'us-ascii'])

/** An encoded word in a character set that Go does not know is an error, where one that is malformed is text. */
const isUnknownEncoding = (word: string): boolean => {
  const charset = /^=\?([^?]+)\?[qQbB]\?[^?]*\?=$/.exec(word)?.[1]
  return charset !== undefined && !CHARSETS.has(charset.toLowerCase())
}

class AddressReader {
  private readonly chars: readonly string[]
  private at = 0

  constructor(text: string) {
    this.chars = Array.from(text)
  }

  /** The number of addresses in the whole text; undefined where it is not well formed. */
  whole(): number | undefined {
    const count = this.address(true)
    return count !== undefined && this.comments() && this.at === this.chars.length ? count : undefined
  }

  private peek(): string | undefined {
    return this.chars[this.at]
  }

  private take(char: string): boolean {
    if (this.peek() !== char) return false
    this.at++
    return true
  }

  private spaces(): void {
    while (isSpace(this.peek() ?? 'x')) this.at++
  }

  private address(groups: boolean): number | undefined {
    this.spaces()
    if (this.mailbox()) {
      this.spaces()
      if (this.peek() !== '(') return 1
      const start = this.at + 1
      if (!this.comment()) return undefined
      const words = this.chars
        .slice(start, this.at - 1)
        .join('')
        .split(/[ \t]+/)
      return words.some(isUnknownEncoding) ? undefined : 1
    }
    if (this.peek() !== '<' && !this.phrase()) return undefined
    this.spaces()
    if (groups && this.take(':')) return this.group()
    return this.take('<') && this.mailbox() && this.take('>') ? 1 : undefined
  }

  private group(): number | undefined {
    this.spaces()
    if (this.take(';')) return this.comments() ? 0 : undefined
    for (let count = 0; ;) {
      this.spaces()
      const more = this.address(false)
      if (more === undefined || !this.comments()) return undefined
      count += more
      if (this.take(';')) return this.comments() ? count : undefined
      if (!this.take(',')) return undefined
    }
  }

  /** `local@domain`; nothing is taken where there is none. */
  private mailbox(): boolean {
    const start = this.at
    this.spaces()
    const local = this.peek() === '"' ? (this.quoted() ?? '') !== '' : this.atom()
    if (local && this.take('@')) {
      this.spaces()
      if (this.peek() === '[' ? this.literal() : this.atom()) return true
    }
    this.at = start
    return false
  }

  private phrase(): boolean {
    for (let words = 0; ; words++) {
      if (words > 0 && !this.comments()) return false
      this.spaces()
      if (this.peek() === '"' ? this.quoted() === undefined : !this.word()) return words > 0
    }
  }

  private word(): boolean {
    const start = this.at
    while (isAtom(this.peek() ?? ' ')) this.at++
    return this.at > start && !isUnknownEncoding(this.chars.slice(start, this.at).join(''))
  }

  private atom(): boolean {
    const start = this.at
    while (isAtom(this.peek() ?? ' ')) this.at++
    return /^[^.]+(?:\.[^.]+)*$/u.test(this.chars.slice(start, this.at).join(''))
  }

  /** What stands in the quotes; undefined, and nothing is taken, where they do not end or hold what they may not. */
  private quoted(): string | undefined {
    let text = ''
    for (let i = this.at + 1; ; i++) {
      let char = this.chars[i]
      if (char === '"') {
        this.at = i + 1
        return text
      }
      if (char === '\\') char = this.chars[++i]
      if (char === undefined || !(isVisible(char) || isSpace(char))) return undefined
      text += char
    }
  }

  private literal(): boolean {
    const end = this.chars.indexOf(']', this.at)
    if (end < 0) return false
    const address = this.chars.slice(this.at + 1, end).join('')
    this.at = end + 1
    return isIPv4(address) || (isIPv6(address) && !address.includes('%'))
  }

  private comments(): boolean {
    this.spaces()
    while (this.peek() === '(') {
      if (!this.comment()) return false
      this.spaces()
    }
    return true
  }

  private comment(): boolean {
    let depth = 0
    do {
      const char = this.chars[this.at++]
      if (char === undefined) return false
      if (char === '\\' && this.at < this.chars.length) this.at++
      else if (char === '(') depth++
      else if (char === ')') depth--
    } while (depth > 0)
    return true
  }
}

export const isEmail = (text: string): boolean => new AddressReader(text).whole() === 1
