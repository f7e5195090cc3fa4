/** Operators of two values that look at both. */
import { CelError } from '../runtime/errors.ts'
import { add, multiply, quotient, remainder, subtract } from './arithmetic.ts'
import { contains, equals, order } from './equality.ts'
import type { Value } from './values.ts'

/** An error of the comparison means that they are not equal. */
const differ = (a: Value, b: Value): boolean => {
  try {
    return !equals(a, b)
  } catch (error) {
    if (error instanceof CelError) return true
    throw error
  }
}

export const BINARY: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  '_==_': equals,
  '_!=_': differ,
  '_<_': (a, b) => order(a, b) < 0,
  '_<=_': (a, b) => order(a, b) <= 0,
  '_>_': (a, b) => order(a, b) > 0,
  '_>=_': (a, b) => order(a, b) >= 0,
  '_+_': add,
  '_-_': subtract,
  '_*_': multiply,
  '_/_': quotient,
  '_%_': remainder,
  '@in': (value, aggregate) => contains(aggregate, value),
}
