/** Loops, which is what macros come down to. */
import { CelError, noOverload } from '../runtime/errors.ts'
import type { Expr, Fold } from './ast.ts'
import { type Frame, lookUp, type Plan, type Run, type Variable } from './frame.ts'
import { CelMap, isList, isMap, isRawList, type Value } from './values.ts'

/** What a loop goes over: items with their indices, or entries of a map. */
interface Range {
  readonly length: number
  readonly key: (index: number) => Value
  /** May throw: what is no value is an error for who looks at it. */
  readonly value: (index: number) => Value
}

const rangeOf = (range: Value): Range => {
  if (isRawList(range)) return { length: range.length, key: (i) => i, value: (i) => range.at(i) }
  if (isList(range)) return { length: range.length, key: (i) => i, value: (i) => range[i] ?? null }
  if (!isMap(range)) throw new CelError('expected iterable type')
  const keys = range.keys
  return {
    length: keys.length,
    key: (i) => keys[i] ?? null,
    value: (i) => range.find(keys[i] ?? null) ?? null,
  }
}

const isAccu = (expr: Expr | undefined, { accu }: Fold): boolean =>
  expr?.kind === 'ident' && expr.name === accu

/** The item that the step appends: `@result + [item]`, where the list is built up in place. */
const appended = (step: Expr, fold: Fold): { item: Expr; filter?: Expr } | undefined => {
  if (step.kind !== 'call' || step.target !== undefined) return undefined
  const [first, second, third] = step.args
  if (step.name === '_?_:_' && first !== undefined && second !== undefined && isAccu(third, fold)) {
    const inner = appended(second, fold)
    return inner === undefined ? undefined : { ...inner, filter: first }
  }
  if (step.name !== '_+_' || !isAccu(first, fold) || second?.kind !== 'list') return undefined
  const [item] = second.items
  return item === undefined || second.items.length > 1 || second.optional.length > 0 ? undefined : { item }
}

export const planFold = (
  fold: Fold,
  bound: ReadonlySet<string>,
  plan: (expr: Expr, bound: ReadonlySet<string>) => Plan,
): Plan => {
  const { variable, variable2, accu } = fold
  const inner = new Set([...bound, variable, accu, ...(variable2 === undefined ? [] : [variable2])])
  const range = plan(fold.range, bound)
  const init = plan(fold.init, bound)
  const condition = plan(fold.condition, inner)
  const step = planStep(fold, (expr) => plan(expr, inner))
  const result = plan(fold.result, new Set([...bound, accu]))
  return {
    run: (frame) => {
      const value = range.run(frame)
      const { length, key, value: item } = rangeOf(value)
      // One variable is the item of a list, or the key of a map.
      const first = variable2 !== undefined || isMap(value) ? key : item
      let accumulated = lazy(init.run, frame)
      const variables: Variable = { name: accu, get: () => accumulated(), outer: frame.variables }
      for (let i = 0; i < length; i++) {
        let round: Variable = { name: variable, get: () => first(i), outer: variables }
        if (variable2 !== undefined) round = { name: variable2, get: () => item(i), outer: round }
        const inside: Frame = { meter: frame.meter, variables: round }
        if (condition.run(inside) === false) break
        accumulated = settled(step, inside)
      }
      return result.run({ meter: frame.meter, variables })
    },
  }
}

/** A list grows in place: else the time would grow with the square of its length. */
const planStep = (fold: Fold, plan: (expr: Expr) => Plan): Run => {
  const append =
    fold.init.kind === 'list' && fold.init.items.length === 0 ? appended(fold.step, fold) : undefined
  if (append === undefined) return plan(fold.step).run
  const item = plan(append.item)
  const filter = append.filter === undefined ? undefined : plan(append.filter)
  // The list so far, a new one of one item, and both together.
  const cost = 1 + (item.constant === undefined ? 10 : 0) + 1
  return (frame) => {
    const passes = filter === undefined ? true : filter.run(frame)
    if (typeof passes !== 'boolean') return noOverload()
    const list = lookUp(frame.variables, fold.accu) as Value[]
    if (!passes) return list
    const value = item.run(frame)
    frame.meter.spend(cost)
    list.push(value)
    return list
  }
}

/** Evaluated when it is looked at, and once. */
const lazy = (run: Run, frame: Frame): (() => Value) => {
  let known: (() => Value) | undefined
  return () => {
    known ??= settled(() => fresh(run(frame)), frame)
    return known()
  }
}

/** What the loop puts entries into must not be the constant that it begins with. */
const fresh = (value: Value): Value => {
  if (value instanceof CelMap && value.size === 0) return new CelMap()
  return Array.isArray(value) && value.length === 0 ? [] : value
}

/** Evaluated now; an error is kept for who looks. */
const settled = (run: Run, frame: Frame): (() => Value) => {
  try {
    const value = run(frame)
    return () => value
  } catch (error) {
    if (!(error instanceof CelError)) throw error
    return () => {
      throw error
    }
  }
}
