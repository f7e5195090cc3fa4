/**
 * The most that an evaluation can cost, from how large its values can be. The counting itself is left to those
 * objects that are so large that a limit could be reached.
 */
import { type Expr, type Fold } from '../../cel/ast.ts'
import { asFunction } from '../../cel/names.ts'
import { type Bound, largest, listOf, SCALAR, text } from './bounds.ts'

type Variables = ReadonlyMap<string, Bound>

export interface Estimate {
  readonly cost: number
  readonly value: Bound
}

const LIST = 10
const MAP = 30

const worst = (values: readonly Bound[]): Bound => values.reduce(largest, SCALAR)

const TRAVERSALS = new Set(['isSorted', 'sum', 'max', 'min', 'indexOf', 'lastIndexOf'])
const MATCHES = new Set(['matches', 'find', 'findAll', 'contains'])
const COMPARES_ALL = new Set(['sort', 'distinct', '@sortByAssociatedKeys'])
const SETS = new Set(['sets.contains', 'sets.intersects', 'sets.equivalent'])
const LONGEST_FORMAT = 1103

const costOf = (name: string, [a = SCALAR, b = SCALAR]: readonly Bound[], result: Bound): number => {
  if (TRAVERSALS.has(name)) return a.weight + 1
  if (MATCHES.has(name)) return (0.1 * (a.size + 1) + 1) * (0.25 * b.size + 1)
  if (COMPARES_ALL.has(name)) return 2.1 * Math.max(a.size, b.size) ** 2 + LIST + 1
  if (SETS.has(name)) return 2 * a.size * b.size + 1
  if (name === '@in') return b.size + 1
  if (name === 'validate') return (0.1 * (b.size + 1) + 1) * (0.25 * LONGEST_FORMAT + 1)
  if (name === 'flatten') return a.size * 100 + LIST + 1
  return 0.2 * (a.size + b.size + result.size) + LIST + 1
}

const SAME = new Set(
  'substring trim lowerAscii upperAscii charAt find slice sort reverse distinct dyn url cidr ip getScheme getHost getHostname getPort optional.of optional.ofNonZeroValue value or orValue _?_:_'.split(
    ' ',
  ),
)
const INNER = new Set(['_[_]', '_[?_]', 'first', 'last'])

const resultOf = (name: string, args: readonly Bound[]): Bound => {
  const [a = SCALAR, b = SCALAR, c = SCALAR] = args
  if (SAME.has(name)) return worst(args)
  if (INNER.has(name)) return a.inner()
  switch (name) {
    case '_+_':
    case 'cel.@mapInsert':
      return { ...largest(a, b), size: a.size + b.size, weight: a.weight + b.weight }
    case 'split':
    case 'findAll':
      return listOf(a.size + 1, text(a.size))
    case 'replace':
      return text((a.size + 1) * (c.size + 1))
    case 'join':
      return text(a.size * (a.inner().size + b.size))
    case 'format':
      return text(a.size + 100 * b.weight)
    case 'string':
    case 'bytes':
    case 'strings.quote':
    case 'getEscapedPath':
      return text(4 * a.size + 40)
    case 'getQuery':
      return listOf(a.size, listOf(a.size, text(a.size)))
    case 'validate':
      return listOf(10, text(200))
    case 'lists.range':
      return listOf(Infinity, SCALAR)
    case 'flatten':
      return listOf(a.size * a.inner().size, largest(a.inner(), a.inner().inner()))
    case 'unwrapOpt':
    case 'optional.unwrap':
      return a
    default:
      return SCALAR
  }
}

const estimateFold = (fold: Fold, variables: Variables): Estimate => {
  const range = estimate(fold.range, variables)
  const init = estimate(fold.init, variables)
  const inside = new Map(variables)
  const entry = range.value.inner()
  // The variable of a map's keys is no larger than the map.
  inside.set(fold.variable, largest(entry, fold.variable2 === undefined ? text(range.value.size) : SCALAR))
  if (fold.variable2 !== undefined) inside.set(fold.variable2, entry)
  inside.set(fold.accu, init.value)
  const condition = estimate(fold.condition, inside)
  const step = estimate(fold.step, inside)
  const rounds = range.value.size
  const grown = step.value.inner() === step.value ? step.value : listOf(rounds, step.value.inner())
  const value = rounds === 0 ? init.value : grown
  const result = estimate(fold.result, new Map(variables).set(fold.accu, value))
  const cost = range.cost + init.cost + rounds * (condition.cost + step.cost) + result.cost
  return { cost, value: result.value }
}

export const estimate = (expr: Expr, variables: Variables): Estimate => {
  switch (expr.kind) {
    case 'const': {
      const { type, value } = expr.constant
      return { cost: 0, value: type === 'string' || type === 'bytes' ? text(value.length) : SCALAR }
    }
    case 'ident':
      return { cost: 1, value: variables.get(expr.name) ?? SCALAR }
    case 'select': {
      const { cost, value } = estimate(expr.operand, variables)
      return { cost: cost + 2, value: expr.test ? SCALAR : value.field(expr.field) }
    }
    case 'list': {
      const items = expr.items.map((item) => estimate(item, variables))
      const cost = items.reduce((all, item) => all + item.cost, LIST)
      return { cost, value: listOf(items.length, worst(items.map(({ value }) => value))) }
    }
    case 'map': {
      const parts = expr.entries.flatMap(({ key, value }) => [
        estimate(key, variables),
        estimate(value, variables),
      ])
      const cost = parts.reduce((all, part) => all + part.cost, MAP)
      return { cost, value: listOf(expr.entries.length, worst(parts.map(({ value }) => value))) }
    }
    case 'fold':
      return estimateFold(expr, variables)
    case 'message':
      return { cost: Infinity, value: SCALAR }
    case 'call': {
      const call = asFunction(expr, new Set(variables.keys()))
      const parts = call.target === undefined ? call.args : [call.target, ...call.args]
      const args = parts.map((arg) => estimate(arg, variables))
      const values = args.map(({ value }) => value)
      const [, field] = call.args
      const value =
        call.name === '_?._' && field !== undefined && values[0] !== undefined
          ? values[0].field(nameOf(field))
          : resultOf(call.name, values)
      const cost = args.reduce((all, arg) => all + arg.cost, costOf(call.name, values, value))
      return { cost, value }
    }
  }
}

const nameOf = (expr: Expr): string =>
  expr.kind === 'const' && expr.constant.type === 'string' ? expr.constant.value : ''
