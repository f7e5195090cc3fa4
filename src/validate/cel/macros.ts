/** Macros: what they stand for. The forms are those of cel-go, since what an evaluation costs depends on them. */
import { bool, call, type Expr, type Fold, ident, int, list, method } from './ast.ts'

/** Can be written by no one. */
const ACCU = '@result'
const UNUSED = '#unused'

/** A macro is written wrongly. */
export class BadMacro extends Error {}

const nameOf = (expr: Expr | undefined): string => {
  if (expr?.kind !== 'ident') throw new BadMacro('argument must be a simple name')
  if (expr.name === '__result__') throw new BadMacro('iteration variable overwrites accumulator variable')
  return expr.name
}

const accu = ident(ACCU)

interface Loop {
  readonly init: Expr
  readonly condition: Expr
  readonly step: Expr
  readonly result?: Expr
}

const fold = (range: Expr, variables: readonly Expr[], loop: Loop): Fold => {
  const [variable = '', variable2] = variables.map(nameOf)
  if (variable === variable2) throw new BadMacro(`duplicate variable name: ${variable}`)
  return {
    kind: 'fold',
    range,
    variable,
    ...(variable2 === undefined ? {} : { variable2 }),
    accu: ACCU,
    result: accu,
    ...loop,
  }
}

const all = (predicate: Expr): Loop => ({
  init: bool(true),
  condition: call('@not_strictly_false', accu),
  step: call('_&&_', accu, predicate),
})

const exists = (predicate: Expr): Loop => ({
  init: bool(false),
  condition: call('@not_strictly_false', call('!_', accu)),
  step: call('_||_', accu, predicate),
})

const existsOne = (predicate: Expr): Loop => ({
  init: int(0),
  condition: bool(true),
  step: call('_?_:_', predicate, call('_+_', accu, int(1)), accu),
  result: call('_==_', accu, int(1)),
})

/** Takes an entry into what is built up, where it passes the filter. */
const collect = (init: Expr, addition: Expr, filter: Expr | undefined): Loop => ({
  init,
  condition: bool(true),
  step: filter === undefined ? addition : call('_?_:_', filter, addition, accu),
})

const toList = (transform: Expr, filter?: Expr): Loop =>
  collect(list(), call('_+_', accu, list(transform)), filter)

const EMPTY_MAP: Expr = { kind: 'map', entries: [] }
const toMap = (insert: readonly Expr[], filter?: Expr): Loop =>
  collect(EMPTY_MAP, call('cel.@mapInsert', accu, ...insert), filter)

/** Binds a name to a value for one expression. */
const bind = (name: string, value: Expr, result: Expr): Expr => ({
  kind: 'fold',
  range: list(),
  variable: UNUSED,
  accu: name,
  init: value,
  condition: bool(false),
  step: ident(name),
  result,
})

const ifPresent = (optional: Expr, name: string, mapped: Expr, wrap: boolean): Expr => {
  const bound = bind(name, method(optional, 'value'), mapped)
  return call(
    '_?_:_',
    method(optional, 'hasValue'),
    wrap ? call('optional.of', bound) : bound,
    call('optional.none'),
  )
}

const SORTED = '@__sortBy_input__'
const sortBy = (range: Expr, variable: Expr, key: Expr): Expr => {
  const keys = fold(ident(SORTED), [variable], toList(key))
  return bind(SORTED, range, method(ident(SORTED), '@sortByAssociatedKeys', keys))
}

/** A macro on a target, by name and number of arguments. */
const MACROS: Readonly<Record<string, (range: Expr, args: readonly [Expr, Expr, Expr, Expr]) => Expr>> = {
  'all 2': (range, [v, p]) => fold(range, [v], all(p)),
  'exists 2': (range, [v, p]) => fold(range, [v], exists(p)),
  'exists_one 2': (range, [v, p]) => fold(range, [v], existsOne(p)),
  'filter 2': (range, [v, p]) => fold(range, [v], toList(v, p)),
  'map 2': (range, [v, t]) => fold(range, [v], toList(t)),
  'map 3': (range, [v, p, t]) => fold(range, [v], toList(t, p)),
  'all 3': (range, [k, v, p]) => fold(range, [k, v], all(p)),
  'exists 3': (range, [k, v, p]) => fold(range, [k, v], exists(p)),
  'exists_one 3': (range, [k, v, p]) => fold(range, [k, v], existsOne(p)),
  'existsOne 3': (range, [k, v, p]) => fold(range, [k, v], existsOne(p)),
  'transformList 3': (range, [k, v, t]) => fold(range, [k, v], toList(t)),
  'transformList 4': (range, [k, v, p, t]) => fold(range, [k, v], toList(t, p)),
  'transformMap 3': (range, [k, v, t]) => fold(range, [k, v], toMap([k, t])),
  'transformMap 4': (range, [k, v, p, t]) => fold(range, [k, v], toMap([k, t], p)),
  'transformMapEntry 3': (range, [k, v, t]) => fold(range, [k, v], toMap([t])),
  'transformMapEntry 4': (range, [k, v, p, t]) => fold(range, [k, v], toMap([t], p)),
  'optMap 2': (target, [v, t]) => ifPresent(target, nameOf(v), t, true),
  'optFlatMap 2': (target, [v, t]) => ifPresent(target, nameOf(v), t, false),
  'sortBy 2': (range, [v, key]) => sortBy(range, v, key),
}

/** The expression that the macro stands for; undefined where the call is that of a function. */
export const expandMacro = (
  name: string,
  target: Expr | undefined,
  args: readonly Expr[],
): Expr | undefined => {
  if (target === undefined) {
    if (name !== 'has' || args.length !== 1) return undefined
    const [selection] = args
    if (selection?.kind !== 'select' || selection.test) throw new BadMacro('invalid argument to has() macro')
    return { ...selection, test: true }
  }
  const key = `${name} ${args.length}`
  return Object.hasOwn(MACROS, key)
    ? MACROS[key]?.(target, args as unknown as readonly [Expr, Expr, Expr, Expr])
    : undefined
}
