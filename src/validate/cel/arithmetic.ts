/** CEL's arithmetic on values that tell their own type. Integers are exact, and overflow as 64 bits do. */
import { CelError, noOverload } from '../runtime/errors.ts'
import { addInt, divide, modulo, multiplyInt, negateInt, subtractInt } from '../runtime/integers.ts'
import { Duration, inRange, Timestamp } from '../runtime/time.ts'
import { RawList } from './raw.ts'
import { Double, isInt, isList, itemsOf, Uint, type Value } from './values.ts'

type Operator = (a: Value, b: Value) => Value

interface Numbers {
  readonly int: (a: number | bigint, b: number | bigint) => number | bigint
  readonly uint: (a: bigint, b: bigint) => bigint
  readonly double?: (a: number, b: number) => number
}

const numeric =
  ({ int, uint, double }: Numbers, other: Operator = noOverload): Operator =>
  (a, b) => {
    if (isInt(a) && isInt(b)) return int(a, b)
    if (a instanceof Uint && b instanceof Uint) return new Uint(uint(a.value, b.value))
    if (double !== undefined && a instanceof Double && b instanceof Double)
      return new Double(double(a.value, b.value))
    return other(a, b)
  }

const addOther: Operator = (a, b) => {
  if (typeof a === 'string' && typeof b === 'string') return a + b
  if (a instanceof RawList && isList(b)) return a.concat(b)
  if (isList(a) && isList(b)) return [...itemsOf(a), ...itemsOf(b)]
  if (a instanceof Uint8Array && b instanceof Uint8Array) return Uint8Array.from([...a, ...b])
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.nanoseconds + b.nanoseconds)
  if (a instanceof Timestamp && b instanceof Duration) return shift(a, b.nanoseconds)
  if (a instanceof Duration && b instanceof Timestamp) return shift(b, a.nanoseconds)
  return noOverload()
}

const subtractOther: Operator = (a, b) => {
  if (a instanceof Duration && b instanceof Duration) return new Duration(a.nanoseconds - b.nanoseconds)
  if (a instanceof Timestamp && b instanceof Duration) return shift(a, -b.nanoseconds)
  if (a instanceof Timestamp && b instanceof Timestamp) {
    const difference = a.nanoseconds - b.nanoseconds
    if (difference !== BigInt.asIntN(64, difference)) throw new CelError('integer overflow')
    return new Duration(difference)
  }
  return noOverload()
}

const shift = (time: Timestamp, by: bigint): Timestamp =>
  inRange(new Timestamp(time.nanoseconds + by, time.offset))

const nonZero = (value: bigint, message: string): bigint => {
  if (value === 0n) throw new CelError(message)
  return value
}

export const add = numeric({ int: addInt, uint: (a, b) => a + b, double: (a, b) => a + b }, addOther)
export const subtract = numeric(
  { int: subtractInt, uint: (a, b) => a - b, double: (a, b) => a - b },
  subtractOther,
)
export const multiply = numeric({ int: multiplyInt, uint: (a, b) => a * b, double: (a, b) => a * b })
export const quotient = numeric({
  int: divide,
  uint: (a, b) => a / nonZero(b, 'division by zero'),
  double: (a, b) => a / b,
})
export const remainder = numeric({ int: modulo, uint: (a, b) => a % nonZero(b, 'modulus by zero') })

export const negate = (value: Value): Value => {
  if (isInt(value)) return negateInt(value)
  if (value instanceof Double) return new Double(-value.value)
  if (value instanceof Duration) return new Duration(-value.nanoseconds)
  return noOverload()
}
