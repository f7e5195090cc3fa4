/**
 * Reads the plain part of YAML that nearly all manifests are written in, in a fifth of the time that the parser takes:
 * block mappings and sequences, scalars and brackets that end on their line, comments. What it gives is what
 * the parser and build.ts would give, without a problem; of all else it says that it is not plain, rather than
 * guess. test/manifest/plain.test.ts holds the two to each other.
 */
import { resolvePlain } from './scalars.ts'

const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const HASH = 35
const APOSTROPHE = 39
const COMMA = 44
const DASH = 45
const COLON = 58
const QUESTION = 63
const OPEN_LIST = 91
const CLOSE_LIST = 93
const OPEN_MAP = 123
const CLOSE_MAP = 125

/** Anything that might need a closer look: tabs, carriage returns, what is not ASCII. */
const UNUSUAL = /[^\n\x20-\x7E]/
/** Far from the parser's limit, and from the longest key that it takes. */
const MAX_DEPTH = 60
const MAX_KEY = 200

/** With what a scalar without quotes may begin; a dash may where no space follows. */
const BEGINS = new Uint8Array(128)
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.~+$^(<=;\\')
  BEGINS[c.charCodeAt(0)] = 1

/** Of what nearly all keys consist; none of these ends a key, wherever it stands. */
const IN_KEY = new Uint8Array(128)
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./')
  IN_KEY[c.charCodeAt(0)] = 1

/**
 * Keys and words that were read before, by a hash of their characters. The same few hundred stand in all manifests of a
 * folder, and one text for all of them takes less memory, and less time wherever it is compared or looked up.
 */
const keys = new Array<string>(1024).fill('')
const words = new Array<string>(4096).fill('')
/** Longer ones hardly come twice. */
const LONGEST_SHARED = 64

const hashed = (hash: number, code: number): number => (hash * 31 + code) | 0
const slotOf = (texts: readonly string[], hash: number): number => hash & (texts.length - 1)

const isAt = (one: string, text: string, start: number, end: number): boolean =>
  one.length === end - start && text.startsWith(one, start)

const wordAt = (text: string, start: number, end: number, hash: number): string => {
  if (end - start > LONGEST_SHARED) return text.slice(start, end)
  const slot = slotOf(words, hash)
  const known = words[slot] ?? ''
  return isAt(known, text, start, end) ? known : (words[slot] = text.slice(start, end))
}

/** The very text that objects have as their key. */
const asKey = (name: string): string => {
  for (const key in { [name]: 0 }) return key
  return name
}

type Mapping = Record<string, unknown>

const sizeOf = (mapping: Mapping): number => {
  let size = 0
  for (const _ in mapping) size++
  return size
}

/** Thrown by the reader and caught below: the text is not plain. */
const NOT_PLAIN = new Error('not plain')

class PlainReader {
  private readonly text: string
  /** The place in the text. Between two nodes: the first character of a line after its indentation. */
  private at: number
  /** Of the line, -1 at the end of the text. */
  private indent = 0
  private depth = 0
  /** The items of the sequences that are being read; each gets those behind where it began. */
  private readonly items: unknown[] = []
  private read = 0

  constructor(text: string, at: number) {
    this.text = text
    this.at = at
  }

  document(): unknown {
    this.line()
    const value = this.isItem() ? this.sequence(this.indent) : this.mapping(this.indent)
    if (this.indent >= 0) throw NOT_PLAIN
    return value
  }

  /** Goes to the next line that is neither empty nor a comment; `at` is where a line begins. */
  private line(): void {
    const { text } = this
    let { at } = this
    for (;;) {
      const start = at
      let code = text.charCodeAt(at)
      while (code === SPACE) code = text.charCodeAt(++at)
      if (code === HASH) {
        at = text.indexOf('\n', at)
        if (at < 0) at = text.length
        code = text.charCodeAt(at)
      } else if (code !== NEWLINE) {
        this.at = at
        this.indent = at < text.length ? at - start : -1
        return
      }
      at++
    }
  }

  /** After a value: only white space or a comment may follow on its line, and no deeper line below it. */
  private endOfValue(indent: number): void {
    this.endOfLine()
    if (this.indent > indent) throw NOT_PLAIN
  }

  private endOfLine(): void {
    const { text } = this
    let code = text.charCodeAt(this.at)
    if (code === SPACE) {
      while (code === SPACE) code = text.charCodeAt(++this.at)
      if (code === HASH) {
        const end = text.indexOf('\n', this.at)
        this.at = end < 0 ? text.length : end
        code = text.charCodeAt(this.at)
      }
    }
    if (this.at < text.length && code !== NEWLINE) throw NOT_PLAIN
    this.at++
    this.line()
  }

  private spaces(): number {
    let code = this.text.charCodeAt(this.at)
    while (code === SPACE) code = this.text.charCodeAt(++this.at)
    return code
  }

  private isItem(): boolean {
    if (this.text.charCodeAt(this.at) !== DASH) return false
    return this.isBlank(this.at + 1)
  }

  private isBlank(at: number): boolean {
    const code = this.text.charCodeAt(at)
    return code === SPACE || code === NEWLINE || at >= this.text.length
  }

  /** A name that stands there already is a problem; that every object has `constructor` does no harm. */
  private mapping(indent: number): Mapping {
    if (this.depth++ > MAX_DEPTH) throw NOT_PLAIN
    const target: Mapping = {}
    let pairs = 0
    do {
      if (this.isItem()) throw NOT_PLAIN
      const name = this.key()
      target[name] = this.valueOf(indent)
      pairs++
    } while (this.indent === indent)
    // A key that stands there twice is a problem.
    if (this.indent > indent || sizeOf(target) < pairs) throw NOT_PLAIN
    this.depth--
    return target
  }

  /** What stands behind a key's colon, or below it. */
  private valueOf(indent: number): unknown {
    const code = this.spaces()
    if (code !== NEWLINE && code !== HASH && this.at < this.text.length) {
      const value = this.scalarOrFlow(code)
      this.endOfValue(indent)
      return value
    }
    this.at--
    if (this.text.charCodeAt(this.at) !== SPACE) this.at++
    this.endOfLine()
    if (this.indent > indent) return this.isItem() ? this.sequence(this.indent) : this.mapping(this.indent)
    return this.indent === indent && this.isItem() ? this.sequence(indent) : null
  }

  private add(item: unknown): void {
    this.items[this.read++] = item
  }

  /** A list that grew item by item would keep room for more, which in thousands of manifests counts. */
  private itemsFrom(start: number): unknown[] {
    const all = this.items.slice(start, this.read)
    this.read = start
    return all
  }

  private sequence(indent: number): unknown[] {
    if (this.depth++ > MAX_DEPTH) throw NOT_PLAIN
    const first = this.read
    do {
      const dash = this.at
      this.at++
      const code = this.spaces()
      if (code === NEWLINE || code === HASH || code === DASH || this.at >= this.text.length) throw NOT_PLAIN
      const inside = indent + this.at - dash
      if (this.isKey(code)) {
        this.indent = inside
        this.add(this.mapping(inside))
      } else {
        this.add(this.scalarOrFlow(code))
        this.endOfValue(indent)
      }
    } while (this.indent === indent && this.isItem())
    if (this.indent > indent) throw NOT_PLAIN
    this.depth--
    return this.itemsFrom(first)
  }

  /** Whether the line goes on with a key and its colon. */
  private isKey(code: number): boolean {
    const { text } = this
    if (code === QUOTE || code === APOSTROPHE) {
      const end = text.indexOf(code === QUOTE ? '"' : "'", this.at + 1)
      return end > 0 && text.charCodeAt(end + 1) === COLON
    }
    for (let at = this.at; ; at++) {
      const next = text.charCodeAt(at)
      if (next === COLON && this.isBlank(at + 1)) return code !== OPEN_LIST && code !== OPEN_MAP
      if (next === NEWLINE || at >= text.length) return false
      if (next === HASH && text.charCodeAt(at - 1) === SPACE) return false
    }
  }

  /** Reads a key with its colon. */
  private key(): string {
    const { text } = this
    const start = this.at
    let at = start
    let hash = 0
    let code = text.charCodeAt(at)
    while (IN_KEY[code] === 1) {
      hash = hashed(hash, code)
      code = text.charCodeAt(++at)
    }
    if (code !== COLON || at === start || !this.isBlank(at + 1)) return this.newKey()
    const slot = slotOf(keys, hash)
    const known = keys[slot] ?? ''
    if (!isAt(known, text, start, at)) return (keys[slot] = asKey(this.newKey()))
    this.at = at + 1
    return known
  }

  private newKey(): string {
    const { text } = this
    const code = text.charCodeAt(this.at)
    let name: unknown
    if (code === QUOTE || code === APOSTROPHE) name = this.quoted(code)
    else {
      this.begin(code)
      const start = this.at
      let end = text.indexOf(':', start)
      while (end >= 0 && !this.isBlank(end + 1)) end = text.indexOf(':', end + 1)
      if (end < 0) throw NOT_PLAIN
      const word = text.slice(start, end)
      if (word.includes('\n') || word.includes(' ')) throw NOT_PLAIN
      this.at = end
      name = word === '<<' ? undefined : resolvePlain(word)
    }
    // Assigned, the last would be no key, but what the object inherits from.
    if (typeof name !== 'string' || name.length > MAX_KEY || name === '__proto__') throw NOT_PLAIN
    if (text.charCodeAt(this.at) !== COLON || !this.isBlank(this.at + 1)) throw NOT_PLAIN
    this.at++
    return name
  }

  private scalarOrFlow(code: number): unknown {
    switch (code) {
      case QUOTE:
      case APOSTROPHE:
        return this.quoted(code)
      case OPEN_LIST:
        return this.flowSequence()
      case OPEN_MAP:
        return this.flowMapping()
      default:
        return this.plain(code)
    }
  }

  private begin(code: number): void {
    if (BEGINS[code] === 1) return
    if (code !== DASH || BEGINS[this.text.charCodeAt(this.at + 1)] !== 1) throw NOT_PLAIN
  }

  /** To the end of the line, or of what stands before a comment. */
  private plain(code: number): unknown {
    this.begin(code)
    const { text } = this
    const start = this.at
    let end = start
    let hash = 0
    for (let at = start; ; at++) {
      const next = text.charCodeAt(at)
      if (next === SPACE) continue
      if (next === NEWLINE || at >= text.length) break
      if (next === HASH && text.charCodeAt(at - 1) === SPACE) break
      if (next === COLON && this.isBlank(at + 1)) throw NOT_PLAIN
      end = at + 1
      hash = hashed(hash, next)
    }
    this.at = end
    return this.resolve(wordAt(text, start, end, hash))
  }

  private resolve(word: string): unknown {
    const value = resolvePlain(word)
    if (typeof value === 'number' && !Number.isFinite(value)) throw NOT_PLAIN
    return value
  }

  /** Without escapes, and on one line. */
  private quoted(code: number): string {
    const { text } = this
    const start = this.at + 1
    const end = text.indexOf(code === QUOTE ? '"' : "'", start)
    if (end < 0) throw NOT_PLAIN
    const value = text.slice(start, end)
    if (value.includes('\n') || (code === QUOTE ? value.includes('\\') : text.charCodeAt(end + 1) === code))
      throw NOT_PLAIN
    this.at = end + 1
    return value
  }

  private flowSequence(): unknown[] {
    if (this.depth++ > MAX_DEPTH) throw NOT_PLAIN
    const first = this.read
    this.at++
    let code = this.spaces()
    if (code !== CLOSE_LIST)
      for (;;) {
        this.add(this.flowValue(code))
        code = this.spaces()
        if (code === CLOSE_LIST) break
        if (code !== COMMA) throw NOT_PLAIN
        this.at++
        code = this.spaces()
      }
    this.at++
    this.depth--
    return this.itemsFrom(first)
  }

  private flowMapping(): Mapping {
    if (this.depth++ > MAX_DEPTH) throw NOT_PLAIN
    const target: Mapping = {}
    let pairs = 0
    this.at++
    let code = this.spaces()
    if (code !== CLOSE_MAP)
      for (;;) {
        const name = this.key()
        // A key without quotes must not hold what would end it between brackets.
        if (/[,[\]{}?:]/.test(name)) throw NOT_PLAIN
        target[name] = this.flowValue(this.spaces())
        pairs++
        code = this.spaces()
        if (code === CLOSE_MAP) break
        if (code !== COMMA) throw NOT_PLAIN
        this.at++
        code = this.spaces()
      }
    if (sizeOf(target) < pairs) throw NOT_PLAIN
    this.at++
    this.depth--
    return target
  }

  private flowValue(code: number): unknown {
    if (BEGINS[code] !== 1 && code !== DASH) return this.scalarOrFlow(code)
    this.begin(code)
    const { text } = this
    const start = this.at
    let end = start
    let hash = 0
    for (let at = start; ; at++) {
      const next = text.charCodeAt(at)
      if (next === COMMA || next === CLOSE_LIST || next === CLOSE_MAP) break
      if (next === OPEN_LIST || next === OPEN_MAP || next === QUESTION || next === HASH) throw NOT_PLAIN
      if (next === NEWLINE || at >= text.length) throw NOT_PLAIN
      if (next === COLON && BEGINS[text.charCodeAt(at + 1)] !== 1) throw NOT_PLAIN
      if (next === SPACE) continue
      end = at + 1
      hash = hashed(hash, next)
    }
    this.at = end
    return this.resolve(wordAt(text, start, end, hash))
  }
}

/** Before the content only a marker on a line of its own, comments and empty lines are plain. */
const PROLOGUE = /^(?:---\n)?(?: *(?:#.*)?\n)*$/

/** The value of a document whose content begins at `start`; undefined where it is not plain. */
export const readPlain = (text: string, start: number): unknown => {
  if (UNUSUAL.test(text) || (start > 0 && !PROLOGUE.test(text.slice(0, start)))) return undefined
  try {
    return new PlainReader(text, start).document()
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}
