/** What rules want to know of an expression in CEL. */
import { type Expr, childrenOf } from '../../cel/ast.ts'

export interface Read {
  /** `mcp.tool.name` as its parts. */
  readonly path: readonly string[]
  /** Whether has() only asks if it is there. */
  readonly tested: boolean
}

export interface Facts {
  readonly reads: readonly Read[]
  /** The names of functions; operators have none. */
  readonly calls: readonly string[]
  /**
   * Where the expression, apart from conditions of has(), says of one variable that it is not something: `unequal`
   * to one value, or `not` of whatever else.
   */
  readonly negation?: 'unequal' | 'not'
  /** Of `mcp.tool.name == "x"` and `mcp.tool.name in ["x", "y"]`; none where the expression says anything else. */
  readonly tools: readonly string[]
}

export type Analysis = Facts | { readonly fault: string } | { readonly unknown: true }

/** The variables whose values an expression looks at. */
export const variablesOf = ({ reads }: Facts): string[] => [
  ...new Set(reads.filter(({ tested }) => !tested).map(({ path }) => path.join('.'))),
]

export const factsOf = (expr: Expr): Facts => {
  const reads: Read[] = []
  const calls = new Set<string>()
  collect(expr, NONE, reads, calls)
  const negation = negationOf(expr)
  return { reads, calls: [...calls], ...(negation === undefined ? {} : { negation }), tools: toolsOf(expr) }
}

const argsOf = (expr: Expr | undefined, name: string): readonly Expr[] | undefined =>
  expr?.kind === 'call' && expr.name === name ? expr.args : undefined

const constantString = (expr: Expr | undefined): string | undefined =>
  expr?.kind === 'const' && expr.constant.type === 'string' ? expr.constant.value : undefined

const INDEXES = new Set(['_[_]', '_[?_]', '_?._'])

/** The path of a chain of fields down from a variable, `["x"]` and `.?x` being fields, too. */
const pathOf = (expr: Expr | undefined): Read | undefined => {
  if (expr?.kind === 'ident') return { path: [expr.name], tested: false }
  if (expr?.kind === 'select') {
    const inner = pathOf(expr.operand)
    return inner && { path: [...inner.path, expr.field], tested: expr.test }
  }
  if (expr?.kind !== 'call' || !INDEXES.has(expr.name)) return undefined
  const [operand, index] = expr.args
  const field = constantString(index)
  const inner = field === undefined ? undefined : pathOf(operand)
  return inner && field !== undefined ? { path: [...inner.path, field], tested: false } : undefined
}

/** agentgateway's own macros: their first argument is the name of a variable in the second. */
const BINDS = new Set(['with', 'mapValues', 'filterKeys', 'removeKeys'])

/** Names that stand before functions, as in `base64.encode`. */
const FUNCTIONS = /^(base64|sha\d+|md5|math|strings|sets|optional|cel|json)$/

const NONE: ReadonlySet<string> = new Set()
/** Other than of operators. */
const NAME = /^[A-Za-z]\w*$/

const collect = (expr: Expr, bound: ReadonlySet<string>, reads: Read[], calls: Set<string>): void => {
  const found = pathOf(expr)
  if (found !== undefined) {
    const [root = ''] = found.path
    // What macros make of their own begins with a character that no name has.
    if (!bound.has(root) && !root.startsWith('@')) reads.push(found)
  } else if (expr.kind === 'fold') {
    const { variable, variable2 = variable, accu, range, init, condition, step, result } = expr
    for (const outer of [range, init]) collect(outer, bound, reads, calls)
    const inner = new Set([...bound, variable, variable2, accu])
    for (const part of [condition, step, result]) collect(part, inner, reads, calls)
  } else if (expr.kind === 'call') {
    const { name, target, args } = expr
    if (NAME.test(name)) calls.add(name)
    const isNamespace = target?.kind === 'ident' && FUNCTIONS.test(target.name)
    if (target !== undefined && !isNamespace) collect(target, bound, reads, calls)
    const [variable] = args
    const binds = BINDS.has(name) && variable?.kind === 'ident'
    const inner = binds ? new Set([...bound, variable.name]) : bound
    for (const arg of binds ? args.slice(1) : args) collect(arg, inner, reads, calls)
  } else for (const child of childrenOf(expr)) collect(child, bound, reads, calls)
}

/** The conditions that `&&` joins. */
const conjuncts = (expr: Expr): readonly Expr[] => argsOf(expr, '_&&_')?.flatMap(conjuncts) ?? [expr]

/** has(), or not has(). */
const isTest = (expr: Expr): boolean => {
  const [inner] = argsOf(expr, '!_') ?? []
  return inner === undefined ? pathOf(expr)?.tested === true : isTest(inner)
}

const negationOf = (expr: Expr): Facts['negation'] => {
  const [only, ...others] = conjuncts(expr).filter((one) => !isTest(one))
  if (only === undefined || others.length > 0) return undefined
  if (argsOf(only, '_!=_') !== undefined) return 'unequal'
  return argsOf(only, '!_') === undefined ? undefined : 'not'
}

const toolsOf = (expr: Expr): readonly string[] => {
  const [left, right] = argsOf(expr, '_==_') ?? argsOf(expr, '@in') ?? []
  if (pathOf(left)?.path.join('.') !== 'mcp.tool.name') return []
  const names = (right?.kind === 'list' ? right.items : [right]).map(constantString)
  return names.every((name) => name !== undefined) ? names : []
}
