/** `all`, `exists`, `exists_one`, `filter` and `map`, which the parser hands over as loops of a fixed form. */
import type { Call, Expr, Fold } from '../../cel/ast.ts'
import { call, type Compiled, NotPlain, type Scope, taken } from './scope.ts'
import { BOOL, type CelType, STRING } from './type.ts'

const callOf = (expr: Expr | undefined): Call | undefined => (expr?.kind === 'call' ? expr : undefined)

const isResult = (expr: Expr | undefined): boolean => expr?.kind === 'ident' && expr.name === '@result'

type Loop =
  | { readonly macro: 'all' | 'exists' | 'one'; readonly predicate: Expr }
  | { readonly macro: 'map'; readonly predicate?: Expr; readonly transform: Expr }

/** `@result + [value]` gives value. */
const appended = (expr: Expr | undefined): Expr | undefined => {
  const step = callOf(expr)
  const list = step?.args[1]
  return step?.name === '_+_' && isResult(step.args[0]) && list?.kind === 'list' ? list.items[0] : undefined
}

/** Tells the macro from the step of its loop. */
const recognize = (step: Expr): Loop => {
  const value = appended(step)
  if (value !== undefined) return { macro: 'map', transform: value }
  const { name, args } = callOf(step) ?? {}
  const [first, second, third] = args ?? []
  if (name === '_&&_' && isResult(first) && second !== undefined) return { macro: 'all', predicate: second }
  if (name === '_||_' && isResult(first) && second !== undefined)
    return { macro: 'exists', predicate: second }
  if (name === '_?_:_' && first !== undefined && isResult(third)) {
    const kept = appended(second)
    if (kept !== undefined) return { macro: 'map', predicate: first, transform: kept }
    if (callOf(second)?.name === '_+_') return { macro: 'one', predicate: first }
  }
  throw new NotPlain('a loop of another form')
}

export const compileFold = (fold: Fold, scope: Scope): Compiled => {
  if (fold.variable2 !== undefined || fold.accu !== '@result')
    throw new NotPlain('a macro with two variables')
  const range = scope.compile(fold.range, scope)
  const { list, itemType } = iterated(range)
  const variable = `${fold.variable}$${scope.variables.size}`
  const inner: Scope = {
    ...scope,
    variables: new Map([...scope.variables, [fold.variable, taken(variable, itemType, false, scope)]]),
  }
  const found = recognize(fold.step)
  const lambda = (body: Compiled): string => `(${variable}) => ${body.code}`
  const bool = (expr: Expr): Compiled => {
    const body = inner.compile(expr, inner)
    if (body.type.kind !== 'bool') throw new NotPlain('a condition that is not a boolean')
    return body
  }

  if (found.macro === 'map') {
    const filter = found.predicate === undefined ? undefined : bool(found.predicate)
    const transform = inner.compile(found.transform, inner)
    const filtered = filter === undefined ? list : `${list}.filter(${lambda(filter)})`
    const same = transform.code === variable
    return {
      code: same ? filtered : `${filtered}.map(${lambda(transform)})`,
      type: { kind: 'list', item: transform.type },
      throws: range.throws || transform.throws || (filter?.throws ?? false),
    }
  }
  const body = bool(found.predicate)
  const throws = range.throws || body.throws
  if (found.macro === 'one') return { code: call(scope, 'one', [list, lambda(body)]), type: BOOL, throws }
  // An error in one round does not count if another round decides.
  if (body.throws) return { code: call(scope, found.macro, [list, lambda(body)]), type: BOOL, throws }
  const method = found.macro === 'all' ? 'every' : 'some'
  return { code: `${list}.${method}(${lambda(body)})`, type: BOOL, throws }
}

const iterated = (range: Compiled): { list: string; itemType: CelType } => {
  if (range.type.kind === 'list') return { list: range.code, itemType: range.type.item }
  if (range.type.kind === 'map') return { list: `Object.keys(${range.code})`, itemType: STRING }
  throw new NotPlain(`a loop over a value of type ${range.type.kind}`)
}
