/**
 * The parser of CEL as Kubernetes has it: with optional fields, entries and items (`a.?b`, `a[?0]`, `[?x]`), and
 * macros of two variables. Messages are those of cel-go where they can reach a user.
 */
import { integer } from '../runtime/integers.ts'
import { call, childrenOf, type Entry, type Expr, qualifiedName, text } from './ast.ts'
import { RESERVED } from './fields.ts'
import { BadMacro, expandMacro } from './macros.ts'
import { SyntaxFault, type Token, tokenize, TooLarge } from './tokens.ts'

export { SyntaxFault, TooLarge } from './tokens.ts'

/** As deep as cel-go goes; without a limit the text would decide about our stack. */
const DEEPEST = 250

/** Relations, sums, products: what binds more comes later. */
const BINARY: readonly (readonly string[])[] = [
  ['<', '<=', '>', '>=', '==', '!=', 'in'],
  ['+', '-'],
  ['*', '/', '%'],
]

class Parser {
  readonly #tokens: readonly Token[]
  #next = 0
  #depth = 0

  constructor(source: string) {
    this.#tokens = tokenize(source)
  }

  whole(): Expr {
    const expr = this.#expr()
    if (this.#kind !== 'end') this.#fail()
    return expr
  }

  get #token(): Token {
    const token = this.#tokens[this.#next] ?? this.#tokens.at(-1)
    if (token === undefined) throw new SyntaxFault('nothing to parse', 0)
    return token
  }

  get #kind(): string {
    return this.#token.kind
  }

  #fail(): never {
    const { kind, text: found, at } = this.#token
    throw new SyntaxFault(kind === 'end' ? 'unexpected end of the expression' : `unexpected "${found}"`, at)
  }

  #accept(kind: string): Token | undefined {
    if (this.#kind !== kind) return undefined
    const token = this.#token
    this.#next++
    return token
  }

  #expect(kind: string): Token {
    return this.#accept(kind) ?? this.#fail()
  }

  #expr(): Expr {
    if (++this.#depth > DEEPEST) throw new TooLarge('expression recursion limit exceeded', this.#token.at)
    const condition = this.#or()
    let expr = condition
    if (this.#accept('?')) {
      const yes = this.#or()
      this.#expect(':')
      expr = call('_?_:_', condition, yes, this.#expr())
    }
    this.#depth--
    return expr
  }

  #or(): Expr {
    return this.#joined('||')
  }

  /** Many terms make a flat tree. */
  #joined(operator: '||' | '&&'): Expr {
    const term = (): Expr => (operator === '||' ? this.#joined('&&') : this.#binary(0))
    const first = term()
    if (this.#kind !== operator) return first
    const terms = [first]
    while (this.#accept(operator)) terms.push(term())
    const tree = (from: number, to: number): Expr => {
      const [only] = terms.slice(from, to)
      if (to - from === 1 && only !== undefined) return only
      const middle = Math.ceil((from + to) / 2)
      return call(`_${operator}_`, tree(from, middle), tree(middle, to))
    }
    return tree(0, terms.length)
  }

  #binary(level: number): Expr {
    const operators = BINARY[level]
    if (operators === undefined) return this.#unary()
    let left = this.#binary(level + 1)
    while (operators.includes(this.#kind)) {
      const operator = this.#expect(this.#kind).kind
      left = call(operator === 'in' ? '@in' : `_${operator}_`, left, this.#binary(level + 1))
    }
    return left
  }

  #unary(): Expr {
    if (this.#kind !== '!' && this.#kind !== '-') return this.#member()
    for (const operator of ['!', '-']) {
      let count = 0
      while (this.#kind === operator) {
        // A sign right before a number belongs to it: the least integer has no positive counterpart.
        if (operator === '-' && this.#isNumber(this.#next + 1)) break
        this.#next++
        count++
      }
      if (count > 0) {
        const operand = this.#member()
        return count % 2 === 0 ? operand : call(`${operator}_`, operand)
      }
    }
    return this.#member()
  }

  #isNumber(index: number): boolean {
    const type = this.#tokens[index]?.constant?.type
    return type === 'int' || type === 'double'
  }

  #member(): Expr {
    let expr = this.#primary()
    for (;;) {
      if (this.#accept('.')) {
        const optional = this.#accept('?') !== undefined
        const name = this.#expect('word').text
        if (optional) expr = call('_?._', expr, text(name))
        else if (this.#kind === '(') expr = this.#call(name, expr)
        else expr = { kind: 'select', operand: expr, field: name, test: false }
      } else if (this.#accept('[')) {
        const name = this.#accept('?') ? '_[?_]' : '_[_]'
        expr = call(name, expr, this.#expr())
        this.#expect(']')
      } else if (this.#kind === '{') {
        const name = qualifiedName(expr)
        if (name === undefined) this.#fail()
        expr = this.#message(name)
      } else return expr
    }
  }

  #primary(): Expr {
    const { kind, at, constant } = this.#token
    switch (kind) {
      case '(': {
        this.#next++
        const expr = this.#expr()
        this.#expect(')')
        return expr
      }
      case '[':
        return this.#list()
      case '{':
        return { kind: 'map', entries: this.#entries(() => this.#expr()) }
      case 'true':
      case 'false':
        this.#next++
        return { kind: 'const', constant: { type: 'bool', value: kind === 'true' } }
      case 'null':
        this.#next++
        return { kind: 'const', constant: { type: 'null', value: null } }
      case '-':
        this.#next++
        return this.#number(at, -1n)
      case 'constant':
        if (constant?.type === 'int') return this.#number(at, 1n)
        this.#next++
        return constant === undefined ? this.#fail() : { kind: 'const', constant }
      default:
        return this.#name()
    }
  }

  #number(at: number, sign: bigint): Expr {
    const constant = this.#expect('constant').constant
    if (constant?.type === 'double')
      return { kind: 'const', constant: { type: 'double', value: Number(sign) * constant.value } }
    if (constant?.type !== 'int') throw new SyntaxFault('unexpected "-"', at)
    const value = sign * BigInt(constant.value)
    if (value !== BigInt.asIntN(64, value)) throw new SyntaxFault('invalid int literal', at)
    return { kind: 'const', constant: { type: 'int', value: integer(value) } }
  }

  #name(): Expr {
    this.#accept('.')
    const { text: name, at } = this.#expect('word')
    if (RESERVED.has(name)) throw new SyntaxFault(`reserved identifier: ${name}`, at)
    return this.#kind === '(' ? this.#call(name, undefined) : { kind: 'ident', name }
  }

  #call(name: string, target: Expr | undefined): Expr {
    const { at } = this.#expect('(')
    const args = this.#sequence(')', () => this.#expr(), false)
    try {
      return (
        expandMacro(name, target, args) ?? {
          kind: 'call',
          name,
          args,
          ...(target === undefined ? {} : { target }),
        }
      )
    } catch (error) {
      throw error instanceof BadMacro ? new SyntaxFault(error.message, at) : error
    }
  }

  /** Up to the closing bracket, parted by commas. */
  #sequence<T>(end: string, one: () => T, trailing: boolean): T[] {
    const all: T[] = []
    while (this.#accept(end) === undefined) {
      if (all.length > 0) {
        this.#expect(',')
        if (trailing && this.#accept(end)) return all
      }
      all.push(one())
    }
    return all
  }

  #list(): Expr {
    this.#expect('[')
    const optional: number[] = []
    let count = 0
    const items = this.#sequence(
      ']',
      () => {
        if (this.#accept('?')) optional.push(count)
        count++
        return this.#expr()
      },
      true,
    )
    return { kind: 'list', items, optional }
  }

  #entries(key: () => Expr): Entry[] {
    this.#expect('{')
    return this.#sequence(
      '}',
      () => {
        const optional = this.#accept('?') !== undefined
        const name = key()
        this.#expect(':')
        return { key: name, value: this.#expr(), optional }
      },
      true,
    )
  }

  #message(name: string): Expr {
    this.#entries(() => text(this.#expect('word').text))
    return { kind: 'message', name }
  }
}

/** As many characters as the API server takes. */
const LONGEST = 100_000
/** What walks through an expression goes as deep as it is, and macros repeat what they are called on. */
const DEEPEST_TREE = 1000
const LARGEST_TREE = 100_000
/** What has so few characters is neither. */
const SHORT = 100

const check = (expr: Expr): void => {
  let level: ReadonlySet<Expr> = new Set([expr])
  for (let depth = 0; level.size > 0; depth++) {
    if (depth > DEEPEST_TREE) throw new TooLarge('expression recursion limit exceeded', 0)
    level = new Set([...level].flatMap(childrenOf))
  }
  const known = new Map<Expr, number>()
  const sizeOf = (one: Expr): number => {
    const size = known.get(one) ?? childrenOf(one).reduce((all, child) => all + sizeOf(child), 1)
    known.set(one, size)
    return size
  }
  if (sizeOf(expr) > LARGEST_TREE) throw new TooLarge('expression is too large', 0)
}

/** Throws a SyntaxFault. */
export const parse = (source: string): Expr => {
  if (source.length > LONGEST) throw new TooLarge('expression is too long', LONGEST)
  const expr = new Parser(source).whole()
  if (source.length > SHORT) check(expr)
  return expr
}
