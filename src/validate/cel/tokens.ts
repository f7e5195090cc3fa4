/** Cuts the text of an expression into tokens. */
import { readBytes, readText } from './literals.ts'
import type { Constant } from './ast.ts'

export interface Token {
  /** Operators and brackets are their own kind; so are `in`, `true`, `false`, `null`. */
  readonly kind: string
  readonly text: string
  readonly at: number
  readonly constant?: Constant
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

const SPACE = /(?:[\t \r\n\f]+|\/\/[^\n]*)*/y
/** With what a token begins that is surely a word, and with what one that is surely neither a literal nor a word. */
const WORDS = /[AC-QS-Zac-qs-z_]/
const OPERATORS = /[-[\]{}(),!?:+*%<>=&|]/
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y
const FLOAT = /(?:\d+\.\d+(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+|\.\d+(?:[eE][+-]?\d+)?)/y
const INTEGER = /(0x[0-9a-fA-F]+|\d+)([uU]?)/y
const STRING =
  /([bB]?)(?:([rR])(?:"""([^]*?)"""|'''([^]*?)'''|"([^"\n\r]*)"|'([^'\n\r]*)')|"""((?:\\[^]|[^\\])*?)"""|'''((?:\\[^]|[^\\])*?)'''|"((?:\\.|[^\\"\n\r])*)"|'((?:\\.|[^\\'\n\r])*)')/y
const OPERATOR = /==|!=|<=|>=|&&|\|\||[-[\]{}().,!?:+*/%<>]/y
const KEYWORDS = new Set(['in', 'true', 'false', 'null'])

const MAX_INT = 2n ** 63n - 1n
const MAX_UINT = 2n ** 64n - 1n

export const tokenize = (text: string): Token[] => {
  const tokens: Token[] = []
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  for (;;) {
    match(SPACE)
    const start = at
    if (at >= text.length) break
    const push = (kind: string, constant?: Constant): void => {
      const token = { kind, text: text.slice(start, at), at: start }
      tokens.push(constant === undefined ? token : { ...token, constant })
    }
    const first = text.charAt(at)
    if (OPERATORS.test(first) && match(OPERATOR) !== null) {
      push(text.slice(start, at))
      continue
    }
    const isWord = WORDS.test(first)
    const string = isWord ? null : match(STRING)
    if (string !== null) {
      push('constant', constantOf(string, start))
      continue
    }
    const float = isWord ? null : match(FLOAT)
    if (float !== null) {
      const value = Number(float[0])
      if (!Number.isFinite(value)) throw new SyntaxFault('invalid double literal', start)
      push('constant', { type: 'double', value })
      continue
    }
    const whole = isWord ? null : match(INTEGER)
    if (whole !== null) {
      const value = BigInt(whole[1] ?? '')
      if (whole[2] === '') {
        // Whether it is too great shows with its sign.
        if (value > MAX_INT + 1n) throw new SyntaxFault('invalid int literal', start)
        push('constant', { type: 'int', value })
      } else {
        if (value > MAX_UINT) throw new SyntaxFault('invalid uint literal', start)
        push('constant', { type: 'uint', value })
      }
      continue
    }
    const word = match(WORD)
    if (word !== null) push(KEYWORDS.has(word[0]) ? word[0] : 'word')
    else if (match(OPERATOR) !== null) push(text.slice(start, at))
    else throw new SyntaxFault(`unexpected ${JSON.stringify(text.charAt(at))}`, at)
  }
  tokens.push({ kind: 'end', text: '', at: text.length })
  return tokens
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
