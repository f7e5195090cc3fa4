/**
 * Reads the plain part of YAML that nearly all manifests are written in, in a fifth of the time that the parser takes:
 * block mappings and sequences, scalars and brackets that end on their line, comments. What it gives is what
 * the parser and build.ts would give, without a problem; of all else it says that it is not plain, rather than
 * guess. test/manifest/plain.test.ts holds the two to each other.
 *
 * It reads bytes: they take less time than a string's characters, and of most files no text is ever needed.
 */
import { resolvePlain, type Scalar } from './scalars.ts'
import { hashed, SharedTexts } from './shared-texts.ts'

/** Stands behind the last byte, and nowhere else in a plain text. */
const END = 0
const NEWLINE = 10
const SPACE = 32
const QUOTE = 34
const HASH = 35
const APOSTROPHE = 39
const COMMA = 44
const DASH = 45
const DOT = 46
const COLON = 58
const QUESTION = 63
const OPEN_LIST = 91
const BACKSLASH = 92
const CLOSE_LIST = 93
const OPEN_MAP = 123
const CLOSE_MAP = 125
const TILDE = 126

/** Far from the parser's limit, and from the longest key that it takes. */
const MAX_DEPTH = 60
const MAX_KEY = 200

const setOf = (characters: string): Uint8Array => {
  const set = new Uint8Array(256)
  for (const one of characters) set[one.charCodeAt(0)] = 1
  return set
}
/** With what a scalar without quotes may begin; a dash may where no space follows. */
const BEGINS = setOf('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_/.~+$^(<=;\\')

type Mapping = Record<string, unknown>

/** Thrown by the reader and caught below: the text is not plain. */
const NOT_PLAIN = new Error('not plain')

/** Assigned, the last would be no key, but what the object inherits from. */
const checkedKey = (name: string): string => {
  if (name.length > MAX_KEY || name === '__proto__') throw NOT_PLAIN
  return name
}

/** The very text that objects have as their key. */
const keyOf = (text: string): string => {
  const name = text === '<<' ? undefined : resolvePlain(text)
  if (typeof name !== 'string') throw NOT_PLAIN
  for (const key in { [checkedKey(name)]: 0 }) return key
  return name
}

const valueOf = (text: string): Scalar => {
  const value = resolvePlain(text)
  if (typeof value === 'number' && !Number.isFinite(value)) throw NOT_PLAIN
  return value
}

const KEYS = new SharedTexts(1024, keyOf)
const SCALARS = new SharedTexts(4096, valueOf)
const QUOTED = new SharedTexts(1024, (text) => text)

const sizeOf = (mapping: Mapping): number => {
  let size = 0
  for (const _ in mapping) size++
  return size
}

class PlainReader {
  private readonly bytes: Buffer
  /** The place in the bytes. Between two nodes: the first character of a line after its indentation. */
  private at: number
  /** Of the line, -1 at the end. */
  private indent = 0
  private depth = 0
  /** The items of the sequences that are being read; each gets those behind where it began. */
  private readonly items: unknown[] = []
  private read = 0

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes
    this.at = at
  }

  document(): unknown {
    this.line()
    const value = this.isItem() ? this.sequence(this.indent) : this.mapping(this.indent)
    if (this.indent >= 0) throw NOT_PLAIN
    return value
  }

  private code(at: number): number {
    return this.bytes[at] ?? END
  }

  /** Goes to the next line that is neither empty nor a comment; `at` is where a line begins. */
  private line(): void {
    let { at } = this
    for (;;) {
      const start = at
      let code = this.code(at)
      while (code === SPACE) code = this.code(++at)
      if (code === HASH) {
        while (code !== NEWLINE && code !== END) code = this.code(++at)
        if (code === END) at--
      } else if (code !== NEWLINE) {
        this.at = at
        this.indent = code === END ? -1 : at - start
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
    let { at } = this
    let code = this.code(at)
    if (code === SPACE) {
      while (code === SPACE) code = this.code(++at)
      if (code === HASH) while (code !== NEWLINE && code !== END) code = this.code(++at)
    }
    if (code !== NEWLINE && code !== END) throw NOT_PLAIN
    this.at = code === END ? at : at + 1
    this.line()
  }

  private spaces(): number {
    let code = this.code(this.at)
    while (code === SPACE) code = this.code(++this.at)
    return code
  }

  private isItem(): boolean {
    return this.code(this.at) === DASH && this.isBlank(this.at + 1)
  }

  private isBlank(at: number): boolean {
    const code = this.code(at)
    return code === SPACE || code === NEWLINE || code === END
  }

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
    if (code !== NEWLINE && code !== HASH && code !== END) {
      const value = this.scalarOrFlow(code)
      this.endOfValue(indent)
      return value
    }
    this.at--
    if (this.code(this.at) !== SPACE) this.at++
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
      if (code === NEWLINE || code === HASH || code === DASH || code === END) throw NOT_PLAIN
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
    if (code === QUOTE || code === APOSTROPHE) {
      let at = this.at + 1
      for (let next = this.code(at); next !== code; next = this.code(++at)) if (next === END) return false
      return this.code(at + 1) === COLON
    }
    for (let { at } = this; ; at++) {
      const next = this.code(at)
      if (next === COLON && this.isBlank(at + 1)) return code !== OPEN_LIST && code !== OPEN_MAP
      if (next === NEWLINE || next === END) return false
      if (next === HASH && this.code(at - 1) === SPACE) return false
    }
  }

  /** Reads a key with its colon. */
  private key(): string {
    const code = this.code(this.at)
    const name = code === QUOTE || code === APOSTROPHE ? checkedKey(this.quoted(code)) : this.bareKey(code)
    if (this.code(this.at) !== COLON || !this.isBlank(this.at + 1)) throw NOT_PLAIN
    this.at++
    return name
  }

  private bareKey(first: number): string {
    this.begin(first)
    const start = this.at
    let at = start
    let hash = 0
    for (let code = first; code !== COLON || !this.isBlank(at + 1); code = this.code(++at)) {
      if (code === NEWLINE || code === SPACE || code === END) throw NOT_PLAIN
      hash = hashed(hash, code)
    }
    this.at = at
    return KEYS.get(this.bytes, start, at, hash)
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
    if (code !== DASH || BEGINS[this.code(this.at + 1)] !== 1) throw NOT_PLAIN
  }

  /** To the end of the line, or of what stands before a comment. */
  private plain(code: number): Scalar {
    this.begin(code)
    const start = this.at
    let end = start
    let hash = 0
    for (let at = start; ; at++) {
      const next = this.code(at)
      if (next === SPACE) continue
      if (next === NEWLINE || next === END) break
      if (next === HASH && this.code(at - 1) === SPACE) break
      if (next === COLON && this.isBlank(at + 1)) throw NOT_PLAIN
      end = at + 1
      hash = hashed(hash, next)
    }
    this.at = end
    return SCALARS.get(this.bytes, start, end, hash)
  }

  /** Without escapes, and on one line. */
  private quoted(code: number): string {
    const start = this.at + 1
    let end = start
    let hash = 0
    for (let next = this.code(end); next !== code; next = this.code(++end)) {
      if (next === NEWLINE || next === END || (next === BACKSLASH && code === QUOTE)) throw NOT_PLAIN
      hash = hashed(hash, next)
    }
    if (code === APOSTROPHE && this.code(end + 1) === code) throw NOT_PLAIN
    this.at = end + 1
    return QUOTED.get(this.bytes, start, end, hash)
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
    const start = this.at
    let end = start
    let hash = 0
    for (let at = start; ; at++) {
      const next = this.code(at)
      if (next === COMMA || next === CLOSE_LIST || next === CLOSE_MAP) break
      if (next === OPEN_LIST || next === OPEN_MAP || next === QUESTION || next === HASH) throw NOT_PLAIN
      if (next === NEWLINE || next === END) throw NOT_PLAIN
      if (next === COLON && BEGINS[this.code(at + 1)] !== 1) throw NOT_PLAIN
      if (next === SPACE) continue
      end = at + 1
      hash = hashed(hash, next)
    }
    this.at = end
    return SCALARS.get(this.bytes, start, end, hash)
  }
}

const read = (bytes: Buffer, start: number): unknown => {
  try {
    return new PlainReader(bytes, start).document()
  } catch (error) {
    if (error === NOT_PLAIN) return undefined
    throw error
  }
}

/** Anything that might need a closer look: tabs, carriage returns, what is not ASCII. */
const UNUSUAL = /[^\n\x20-\x7E]/
/** Before the content only a marker on a line of its own, comments and empty lines are plain. */
const PROLOGUE = /^(?:---\n)?(?: *(?:#.*)?\n)*$/

/** The value of a document whose content begins at `start`; undefined where it is not plain. */
export const readPlain = (text: string, start: number): unknown =>
  UNUSUAL.test(text) || (start > 0 && !PROLOGUE.test(text.slice(0, start)))
    ? undefined
    : read(Buffer.from(`${text}\0`, 'latin1'), start)

const isMarker = (bytes: Buffer, at: number): boolean => {
  const code = bytes[at]
  return (code === DASH || code === DOT) && bytes[at + 1] === code && bytes[at + 2] === code
}

/**
 * The value of the one document of a file, whose bytes are those from `start` to `end`, with a 0 behind them. Undefined
 * where it is not plain, and where there may be another document.
 */
export const readPlainFile = (bytes: Buffer, start: number, end: number): unknown => {
  const opens = bytes[start] === DASH && isMarker(bytes, start) && bytes[start + 3] === NEWLINE
  const first = opens ? start + 4 : start
  let before = NEWLINE
  for (let at = first; at < end; at++) {
    const code = bytes[at] ?? END
    if (code !== NEWLINE && (code < SPACE || code > TILDE)) return undefined
    if (before === NEWLINE && isMarker(bytes, at)) return undefined
    before = code
  }
  return read(bytes, first)
}
