/** Cuts the text of an expression into tokens. */
import { readBytes, readText } from './literals.ts'
import type { Constant } from './ast.ts'

export interface Token {
  /** Operators and brackets are their own kind; so are `in`, `true`, `false`, `null`. */
  readonly kind: string
  readonly text: string
  readonly at: number
  readonly constant?: Constant | undefined
}

/** The expression is not one. `at`: an offset into it. */
export class SyntaxFault extends Error {
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** It may be one to others, but is longer or deeper than the API server takes. */
export class TooLarge extends SyntaxFault {}

/** What a character surely begins; of all others only the patterns know. */
const BEGINS = new Uint8Array(128)
const BLANK = 1
const LETTER = 2
const SIGN = 3
const QUOTE = 4
const mark = (chars: string, what: number): void => {
  for (const char of chars) BEGINS[char.charCodeAt(0)] = what
}
mark('\t \r\n\f', BLANK)
// Not b and r, with which strings may begin, too.
mark('ACDEFGHIJKLMNOPQSTUVWXYZacdefghijklmnopqstuvwxyz_', LETTER)
mark('-[]{}(),!?:+*%<>=&|', SIGN)
mark('"\'', QUOTE)

const COMMENT = /\/\/[^\n]*/y
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const FLOAT = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y
const INTEGER = /(0x[0-9a-fA-F]+|\d+)([uU]?)/y
const STRING =
  /([bB]?)(?:([rR])(?:"""([^]*?)"""|'''([^]*?)'''|"([^"\n\r]*)"|'([^'\n\r]*)')|"""((?:\\[^]|[^\\])*?)"""|'''((?:\\[^]|[^\\])*?)'''|"((?:\\.|[^\\"\n\r])*)"|'((?:\\.|[^\\'\n\r])*)')/y
const OPERATOR = /==|!=|<=|>=|&&|\|\||[-[\]{}().,!?:+*/%<>]/y
const KEYWORDS = new Set(['in', 'true', 'false', 'null'])

const MAX_INT = 2n ** 63n - 1n
const MAX_UINT = 2n ** 64n - 1n

/** A string of one line without escapes, as nearly all are; undefined for any other. */
const plainString = (text: string, at: number): string | undefined => {
  const quote = text.charAt(at)
  const end = text.indexOf(quote, at + 1)
  if (end < 0 || (end === at + 1 && text.charAt(end + 1) === quote)) return undefined
  const body = text.slice(at + 1, end)
  return /[\\\n\r]/.test(body) ? undefined : body
}

export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const add = (start: number, kind?: string, constant?: Constant): void => {
    const own = text.slice(start, at)
    tokens.push({ kind: kind ?? own, text: own, at: start, constant })
  }
  while (at < text.length) {
    const start = at
    const begins = BEGINS[text.charCodeAt(at)]
    if (begins === BLANK) {
      at++
      continue
    }
    if (begins === SIGN && match(OPERATOR) !== null) {
      add(start)
      continue
    }
    const plain = begins === QUOTE ? plainString(text, at) : undefined
    if (plain !== undefined) {
      at += plain.length + 2
      add(start, 'constant', { type: 'string', value: plain })
      continue
    }
    if (begins !== LETTER) {
      if (match(COMMENT) !== null) continue
      const constant = constantAt(match, start)
      if (constant !== undefined) {
        add(start, 'constant', constant)
        continue
      }
    }
    const word = match(WORD)
    if (word !== null) add(start, KEYWORDS.has(word[0]) ? word[0] : 'word')
    else if (match(OPERATOR) !== null) add(start)
    else throw new SyntaxFault(`unexpected ${JSON.stringify(text.charAt(at))}`, at)
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
}

const constantAt = (
  match: (pattern: RegExp) => RegExpExecArray | null,
  start: number,
): Constant | undefined => {
  const string = match(STRING)
  if (string !== null) return constantOf(string, start)
  const float = match(FLOAT)
  if (float !== null) {
    const value = Number(float[0])
    if (!Number.isFinite(value)) throw new SyntaxFault('invalid double literal', start)
    return { type: 'double', value }
  }
  const whole = match(INTEGER)
  if (whole === null) return undefined
  const value = BigInt(whole[1] ?? '')
  if (whole[2] === '') {
    // Whether it is too great shows with its sign.
    if (value > MAX_INT + 1n) throw new SyntaxFault('invalid int literal', start)
    return { type: 'int', value }
  }
  if (value > MAX_UINT) throw new SyntaxFault('invalid uint literal', start)
  return { type: 'uint', value }
}

const constantOf = (match: RegExpExecArray, at: number): Constant => {
  const [, bytes, raw, ...bodies] = match as (string | undefined)[]
  const body = (bodies.find((one) => one !== undefined) ?? '').replace(/\r\n?/g, '\n')
  try {
    return bytes === ''
      ? { type: 'string', value: raw === undefined ? readText(body) : body }
      : { type: 'bytes', value: raw === undefined ? readBytes(body) : new TextEncoder().encode(body) }
  } catch (error) {
    throw new SyntaxFault(error instanceof Error ? error.message : String(error), at)
  }
}
