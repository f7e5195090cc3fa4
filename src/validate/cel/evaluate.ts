/**
 * Evaluates expressions on values that tell their own type, and counts what that costs, as cel-go does it. The
 * compiled rules are faster; this is for what they leave out, and for objects so large that the costs matter.
 */
import { CelError, noOverload } from '../runtime/errors.ts'
import { negate } from './arithmetic.ts'
import type { Call, Constant, Entry, Expr } from './ast.ts'
import { planAttribute, planChoice, planIndex } from './attribute.ts'
import { costOfCall, type Meter } from './cost.ts'
import { planFold } from './fold.ts'
import type { Frame, Plan, Run } from './frame.ts'
import { type Overload, overloadsOf } from './library/index.ts'
import { asFunction, constantType } from './names.ts'
import { BINARY } from './operators.ts'
import { CelMap, Double, isMap, kindOf, Optional, textOf, TypeName, Uint, type Value } from './values.ts'

type Bound = ReadonlySet<string>

/** `bound`: the names of variables, which hide functions and types. */
export const plan = (expr: Expr, bound: Bound): Plan => {
  const type = constantType(expr, bound)
  if (type !== undefined) return constant(new TypeName(type))
  switch (expr.kind) {
    case 'const':
      return constant(valueOf(expr.constant))
    case 'ident':
    case 'select':
      return planAttribute(expr, bound, plan)
    case 'call':
      return planCall(asFunction(expr, bound), bound)
    case 'list':
      return planList(expr.items, expr.optional, bound)
    case 'map':
      return planMap(expr.entries, bound)
    case 'fold':
      return planFold(expr, bound, plan)
    case 'message':
      throw new CelError(`unknown type: ${expr.name}`)
  }
}

const constant = (value: Value): Plan => ({ constant: value, run: () => value })

const valueOf = (constant: Constant): Value => {
  if (constant.type === 'uint') return new Uint(constant.value)
  return constant.type === 'double' ? new Double(constant.value) : constant.value
}

const isConstant = ({ constant }: Plan): boolean => constant !== undefined

/** What needs no variables is evaluated at once, and costs nothing. */
const folded = (parts: readonly Plan[], run: Run): Plan =>
  parts.every(isConstant) ? constant(run({ meter: FREE, variables: undefined })) : { run }

const FREE: Meter = { spent: 0, spend: () => undefined } as unknown as Meter

const planList = (items: readonly Expr[], optional: readonly number[], bound: Bound): Plan => {
  const plans = items.map((item) => plan(item, bound))
  return folded(plans, (frame) => {
    frame.meter.spend(10)
    return plans.flatMap(({ run }, i): Value[] => {
      const value = run(frame)
      return optional.includes(i) ? present(value, 'list element') : [value]
    })
  })
}

const present = (value: Value, what: string): Value[] => {
  if (!(value instanceof Optional))
    throw new CelError(`cannot initialize optional ${what} from non-optional value`)
  return value.value === undefined ? [] : [value.value]
}

const planMap = (entries: readonly Entry[], bound: Bound): Plan => {
  const keys = entries.map(({ key }) => plan(key, bound))
  const values = entries.map(({ value }) => plan(value, bound))
  return folded([...keys, ...values], (frame) => {
    const map = new CelMap()
    frame.meter.spend(30)
    for (const [i, { optional }] of entries.entries()) {
      const key = keys[i]?.run(frame) ?? null
      const value = values[i]?.run(frame) ?? null
      if (!optional) map.set(key, value)
      else {
        const [given] = present(value, 'entry')
        if (given === undefined) map.delete(key)
        else map.set(key, given)
      }
    }
    return map
  })
}

const planCall = (call: Call, bound: Bound): Plan => {
  const { name, target } = call
  const args = (target === undefined ? call.args : [target, ...call.args]).map((arg) => plan(arg, bound))
  const [a, b, c] = args
  const special = target === undefined ? SPECIAL[name] : LAZY[name]
  if (special !== undefined && a !== undefined) return special(a, b ?? a, c ?? a)
  const operator = BINARY[name]
  if (operator !== undefined && a !== undefined && b !== undefined && target === undefined)
    return planBinary(name, operator, a, b)
  return planFunction(name, target !== undefined, args)
}

const planBinary = (name: string, operator: (a: Value, b: Value) => Value, a: Plan, b: Plan): Plan => {
  if (name === '@in' && isPlainList(b.constant)) {
    // cel-go makes a set of these, which costs nothing to look into.
    if (b.constant.length === 0) return constant(false)
    return { run: (frame) => operator(a.run(frame), b.constant ?? null) }
  }
  return {
    run: (frame) => {
      const [left = null, right = null] = argumentsOf([a, b], frame)
      const result = charged(frame, () => operator(left, right))
      frame.meter.spend(costOfCall(name, [left, right], result))
      return result
    },
  }
}

const isPlainList = (value: Value | undefined): value is readonly Value[] =>
  Array.isArray(value) &&
  value.every((item) => ['string', 'int', 'uint', 'double', 'bool', 'null'].includes(kindOf(item as Value)))

const bool = (value: Value): boolean => (typeof value === 'boolean' ? value : noOverload())

/** What one side decides alone is decided, whatever error the other side has. */
const logical =
  (decisive: boolean) =>
  (a: Plan, b: Plan): Plan => ({
    run: (frame) => {
      let failure: CelError | undefined
      for (const { run } of [a, b])
        try {
          if (bool(run(frame)) === decisive) return decisive
        } catch (error) {
          if (!(error instanceof CelError)) throw error
          failure ??= error
        }
      if (failure !== undefined) throw failure
      return !decisive
    },
  })

const withCost =
  (name: string, run: (value: Value) => Value) =>
  (a: Plan): Plan => ({
    run: (frame) => {
      const result = charged(frame, () => run(a.run(frame)))
      frame.meter.spend(costOfCall(name, [], result))
      return result
    },
  })

/** What ends in an error costs, too. */
const charged = <T>(frame: Frame, run: () => T): T => {
  try {
    return run()
  } catch (error) {
    if (error instanceof CelError) frame.meter.spend(1)
    throw error
  }
}

/** Of two, both are looked at even where the first is an error; of more, none after it. */
const argumentsOf = (plans: readonly Plan[], frame: Frame): Value[] => {
  if (plans.length > 2) return plans.map(({ run }) => run(frame))
  let failure: CelError | undefined
  const values: Value[] = []
  for (const { run } of plans)
    try {
      values.push(run(frame))
    } catch (error) {
      if (!(error instanceof CelError)) throw error
      failure ??= error
    }
  if (failure === undefined) return values
  frame.meter.spend(1)
  throw failure
}

const SPECIAL: Readonly<Partial<Record<string, (a: Plan, b: Plan, c: Plan) => Plan>>> = {
  '_&&_': logical(false),
  '_||_': logical(true),
  '!_': withCost('!_', (value) => !bool(value)),
  '-_': withCost('-_', negate),
  '_?_:_': (condition, yes, no) => planChoice((frame) => bool(condition.run(frame)), yes, no),
  '_[_]': (a, b) => planIndex(a, b, false),
  '_[?_]': (a, b) => planIndex(a, b, true),
  '_?._': (a, b) => planIndex(a, b, true),
  // Errors may still be made good by another round.
  '@not_strictly_false': (a) => ({
    run: (frame) => {
      let result = true
      try {
        result = a.run(frame) !== false
      } catch (error) {
        if (!(error instanceof CelError)) throw error
      }
      frame.meter.spend(1)
      return result
    },
  }),
  'cel.@mapInsert': (map, key, value) => ({
    run: (frame) => {
      const result = insert(map.run(frame), key.run(frame), value === map ? undefined : value.run(frame))
      frame.meter.spend(1)
      return result
    },
  }),
}

/** One entry, or those of another map. */
const insert = (map: Value, key: Value, value: Value | undefined): Value => {
  if (!(map instanceof CelMap)) return noOverload()
  const add = (name: Value, entry: Value): void => {
    if (map.find(name) !== undefined) throw new CelError(`insert failed: key ${textOf(name)} already exists`)
    map.set(name, entry)
  }
  if (value !== undefined) add(key, value)
  else if (isMap(key)) for (const name of key.keys) add(name, key.find(name) ?? null)
  else noOverload()
  return map
}

/** Methods that look at their argument only where they must. */
const LAZY: Readonly<Partial<Record<string, (a: Plan, b: Plan) => Plan>>> = {
  or: (a, b) => ({
    run: (frame) => {
      const optional = a.run(frame)
      return !(optional instanceof Optional) || optional.value !== undefined ? optional : b.run(frame)
    },
  }),
  orValue: (a, b) => ({
    run: (frame) => {
      const optional = a.run(frame)
      return optional instanceof Optional ? (optional.value ?? b.run(frame)) : optional
    },
  }),
}

const fits = ({ args }: Overload, values: readonly Value[]): boolean =>
  args.every(({ name }, i) => name === 'dyn' || /^[A-Z]$/.test(name) || name === kindOf(values[i] ?? null))

const CONVERSIONS = new Set('bool bytes double dyn duration int string timestamp type uint'.split(' '))

const planFunction = (name: string, isMethod: boolean, args: readonly Plan[]): Plan => {
  const overloads = overloadsOf(name).filter(
    (one) => one.isMethod === isMethod && one.args.length === args.length,
  )
  const run: Run = (frame) => {
    const values = argumentsOf(args, frame)
    const result = charged(frame, () => {
      const overload = overloads.find((one) => fits(one, values))
      return overload === undefined ? noOverload() : overload.run(...(values as never[]))
    })
    frame.meter.spend(costOfCall(name, values, result))
    return result
  }
  return CONVERSIONS.has(name) && args.length === 1 ? folded(args, run) : { run }
}
