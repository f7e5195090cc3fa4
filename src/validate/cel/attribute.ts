/**
 * Paths into values, such as `self.a[0].?b`: cel-go takes one as a whole, and what it means in the end depends on
 * that: after the first optional step the rest is optional, too.
 */
import { CelError } from '../runtime/errors.ts'
import type { Expr } from './ast.ts'
import { type Frame, lookUp, type Plan, type Run } from './frame.ts'
import { liftPlain } from './raw.ts'
import {
  Double,
  isInt,
  isList,
  isMap,
  isRawList,
  isRawMap,
  itemsOf,
  Optional,
  textOf,
  Uint,
  type Value,
} from './values.ts'

interface Step {
  readonly key: Run
  readonly optional: boolean
}

export interface Attribute {
  readonly root: Run
  /** What cel-go counts for the whole, besides the root and the steps. */
  readonly cost: number
  readonly steps: readonly Step[]
}

type PlanOf = (expr: Expr, bound: ReadonlySet<string>) => Plan

const indexOf = (key: Value): number => {
  const number = key instanceof Double || key instanceof Uint ? Number(key.value) : key
  if (!isInt(number) && typeof number !== 'number') throw new CelError(`unsupported index type in list`)
  if (!Number.isInteger(Number(number))) throw new CelError('unsupported index value in list')
  return Number(number)
}

/** Undefined where there is no such entry. */
const entryOf = (value: Value, key: Value): Value | undefined => {
  if (isMap(value)) return value.find(key)
  if (!isList(value)) return undefined
  const index = indexOf(key)
  return index < 0 || index >= value.length ? undefined : (itemsOf(value)[index] ?? null)
}

/** What an optional variable holds is seen without its schema. */
const plain = (value: Value): Value => (isRawList(value) || isRawMap(value) ? liftPlain(value.raw) : value)

const missing = (value: Value, key: Value): never => {
  throw new CelError(isList(value) ? `index out of bounds: ${textOf(key)}` : `no such key: ${textOf(key)}`)
}

const resolve = ({ root, cost, steps }: Attribute, frame: Frame): Value => {
  frame.meter.spend(cost)
  let value = root(frame)
  let isOptional = value instanceof Optional
  if (value instanceof Optional) {
    if (value.value === undefined) return value
    value = plain(value.value)
  }
  for (const { key, optional } of steps) {
    const name = key(frame)
    isOptional ||= optional
    if (!isOptional) frame.meter.spend(1)
    const entry = entryOf(value, name)
    if (entry === undefined) return isOptional ? Optional.none : missing(value, name)
    if (isOptional) frame.meter.spend(1)
    value = entry
  }
  return isOptional ? new Optional(value) : value
}

const fromAttribute = (attribute: Attribute): Plan => ({
  attribute,
  run: (frame) => resolve(attribute, frame),
})

/** The path that the plan is, to go on from. */
const extend = (operand: Plan): Attribute => operand.attribute ?? { root: operand.run, cost: 1, steps: [] }

const withStep = (operand: Plan, step: Step): Plan => {
  const { root, cost, steps } = extend(operand)
  return fromAttribute({ root, cost, steps: [...steps, step] })
}

const has = (operand: Plan, field: string): Plan => {
  const attribute = extend(operand)
  return {
    run: (frame) => {
      const value = resolve(attribute, frame)
      if (value instanceof Optional)
        return value.value !== undefined && entryOf(value.value, field) !== undefined
      return entryOf(value, field) !== undefined
    },
  }
}

export const planAttribute = (
  expr: Extract<Expr, { kind: 'ident' | 'select' }>,
  bound: ReadonlySet<string>,
  plan: PlanOf,
): Plan => {
  if (expr.kind === 'ident')
    return fromAttribute({ root: ({ variables }) => lookUp(variables, expr.name), cost: 1, steps: [] })
  const operand = plan(expr.operand, bound)
  if (expr.test) return has(operand, expr.field)
  return withStep(operand, { key: () => expr.field, optional: false })
}

/** `a[b]`, `a[?b]` and `a.?b` */
export const planIndex = (operand: Plan, key: Plan, optional: boolean): Plan =>
  withStep(operand, { key: inPassing(key), optional })

/** A path inside another, or chosen from two, is not counted as one. */
const inPassing = ({ attribute, run }: Plan): Run =>
  attribute === undefined ? run : (frame) => resolve({ ...attribute, cost: 0 }, frame)

/** `condition ? yes : no` */
export const planChoice = (condition: (frame: Frame) => boolean, yes: Plan, no: Plan): Plan => {
  const [a, b] = [inPassing(yes), inPassing(no)]
  return fromAttribute({ root: (frame) => (condition(frame) ? a(frame) : b(frame)), cost: 0, steps: [] })
}
