/** Expressions of CEL as the parser gives them: macros are expanded, so that the rest knows folds only. */

/** Integers beyond 2^53 are bigints; those of the type uint always are. */
export type Constant =
  | { readonly type: 'null'; readonly value: null }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'int'; readonly value: number | bigint }
  | { readonly type: 'uint'; readonly value: bigint }
  | { readonly type: 'double'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'bytes'; readonly value: Uint8Array }

export interface Entry {
  readonly key: Expr
  readonly value: Expr
  /** `?key: value` */
  readonly optional: boolean
}

/** A loop: `accu` begins as `init`, becomes `step` for each entry while `condition` holds, and gives `result`. */
export interface Fold {
  readonly kind: 'fold'
  readonly range: Expr
  readonly variable: string
  /** With it `variable` is the index or key, and this the value. */
  readonly variable2?: string
  readonly accu: string
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result: Expr
}

export interface Call {
  readonly kind: 'call'
  readonly name: string
  readonly target?: Expr
  readonly args: readonly Expr[]
}

export type Expr =
  | { readonly kind: 'const'; readonly constant: Constant }
  | { readonly kind: 'ident'; readonly name: string }
  /** `test`: has(operand.field) */
  | { readonly kind: 'select'; readonly operand: Expr; readonly field: string; readonly test: boolean }
  | Call
  /** `optional`: the indices of items written with a question mark. */
  | { readonly kind: 'list'; readonly items: readonly Expr[]; readonly optional: readonly number[] }
  | { readonly kind: 'map'; readonly entries: readonly Entry[] }
  /** A message of protocol buffers: `google.protobuf.Duration{seconds: 1}`. */
  | { readonly kind: 'message'; readonly name: string }
  | Fold

export const ident = (name: string): Expr => ({ kind: 'ident', name })
export const call = (name: string, ...args: readonly Expr[]): Expr => ({ kind: 'call', name, args })
export const method = (target: Expr, name: string, ...args: readonly Expr[]): Expr => ({
  kind: 'call',
  name,
  target,
  args,
})
export const list = (...items: readonly Expr[]): Expr => ({ kind: 'list', items, optional: [] })
export const bool = (value: boolean): Expr => ({ kind: 'const', constant: { type: 'bool', value } })
export const int = (value: number | bigint): Expr => ({ kind: 'const', constant: { type: 'int', value } })
export const text = (value: string): Expr => ({ kind: 'const', constant: { type: 'string', value } })

/** `a.b.c` as one name, where the expression is nothing but that. */
export const qualifiedName = (expr: Expr): string | undefined => {
  if (expr.kind === 'ident') return expr.name
  if (expr.kind !== 'select' || expr.test) return undefined
  const operand = qualifiedName(expr.operand)
  return operand === undefined ? undefined : `${operand}.${expr.field}`
}

/** What an expression consists of. */
export const childrenOf = (expr: Expr): readonly Expr[] => {
  switch (expr.kind) {
    case 'select':
      return [expr.operand]
    case 'call':
      return expr.target === undefined ? expr.args : [expr.target, ...expr.args]
    case 'list':
      return expr.items
    case 'map':
      return expr.entries.flatMap(({ key, value }) => [key, value])
    case 'fold':
      return [expr.range, expr.init, expr.condition, expr.step, expr.result]
    default:
      return []
  }
}

/** Whether the name stands anywhere in the expression. */
export const uses = (expr: Expr, name: string): boolean =>
  (expr.kind === 'ident' && expr.name === name) || childrenOf(expr).some((child) => uses(child, name))
