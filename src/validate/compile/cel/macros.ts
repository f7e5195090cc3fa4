/** `all`, `exists`, `exists_one`, `filter` and `map`, which the parser hands over as loops of a fixed form. */
import type { Expr, Expr_Call, Expr_Comprehension } from '@bufbuild/cel-spec/cel/expr/syntax_pb.js'
import { call, type Compiled, type Scope, taken, Unsupported } from './scope.ts'
import { BOOL, type CelType, STRING } from './type.ts'

const callOf = (expr: Expr | undefined): Expr_Call | undefined =>
  expr?.exprKind.case === 'callExpr' ? expr.exprKind.value : undefined

const isResult = (expr: Expr | undefined): boolean =>
  expr?.exprKind.case === 'identExpr' && expr.exprKind.value.name === '@result'

type Loop =
  | { readonly macro: 'all' | 'exists' | 'one'; readonly predicate: Expr }
  | { readonly macro: 'map'; readonly predicate?: Expr; readonly transform: Expr }

/** `@result + [value]` gives value. */
const appended = (expr: Expr | undefined): Expr | undefined => {
  const step = callOf(expr)
  const list = step?.args[1]?.exprKind
  return step?.function === '_+_' && isResult(step.args[0]) && list?.case === 'listExpr'
    ? list.value.elements[0]
    : undefined
}

/** Tells the macro from the step of its loop. */
const recognize = (step: Expr | undefined): Loop => {
  const value = appended(step)
  if (value !== undefined) return { macro: 'map', transform: value }
  const { function: name, args } = callOf(step) ?? {}
  const [first, second, third] = args ?? []
  if (name === '_&&_' && isResult(first) && second !== undefined) return { macro: 'all', predicate: second }
  if (name === '_||_' && isResult(first) && second !== undefined)
    return { macro: 'exists', predicate: second }
  if (name === '_?_:_' && first !== undefined && isResult(third)) {
    const kept = appended(second)
    if (kept !== undefined) return { macro: 'map', predicate: first, transform: kept }
    if (callOf(second)?.function === '_+_') return { macro: 'one', predicate: first }
  }
  throw new Unsupported('a loop of unknown form')
}

export const compileMacro = (loop: Expr_Comprehension, scope: Scope): Compiled => {
  if (loop.iterRange === undefined || loop.iterVar2 !== '')
    throw new Unsupported('a macro with two variables')
  const range = scope.compile(loop.iterRange, scope)
  const { list, itemType } = iterated(range)
  const variable = `${loop.iterVar}$${scope.variables.size}`
  const inner: Scope = {
    ...scope,
    variables: new Map([...scope.variables, [loop.iterVar, taken(variable, itemType, false, scope)]]),
  }
  const found = recognize(loop.loopStep)
  const lambda = (body: Compiled): string => `(${variable}) => ${body.code}`
  const bool = (expr: Expr): Compiled => {
    const body = inner.compile(expr, inner)
    if (body.type.kind !== 'bool') throw new Unsupported('a condition that is not a boolean')
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
  throw new Unsupported(`a loop over a value of type ${range.type.kind}`)
}
