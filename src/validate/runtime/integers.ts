/** Integers of 64 bits: numbers where those are exact, bigints beyond. */
import { CelError, UnknownToUs } from './errors.ts'

type Int = number | bigint

/** An integer as the object holds it. Beyond 2^53 the parser of the file has lost digits already. */
export const whole = (value: number): number => {
  if (!Number.isSafeInteger(value)) throw new UnknownToUs('integers beyond 2^53 in the object')
  return value
}

/** A number where that is exact. */
export const integer = (value: bigint): Int => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

const fit = (value: bigint): Int => {
  if (value !== BigInt.asIntN(64, value)) throw new CelError('integer overflow')
  return integer(value)
}

export const addInt = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') {
    const sum = a + b
    if (Number.isSafeInteger(sum)) return sum
  }
  return fit(BigInt(a) + BigInt(b))
}

export const subtractInt = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') {
    const difference = a - b
    if (Number.isSafeInteger(difference)) return difference
  }
  return fit(BigInt(a) - BigInt(b))
}

export const multiplyInt = (a: Int, b: Int): Int => {
  if (typeof a === 'number' && typeof b === 'number') {
    const product = a * b
    // Without a sign of its own: -1 * 0 is 0.
    if (Number.isSafeInteger(product)) return product + 0
  }
  return fit(BigInt(a) * BigInt(b))
}

export const divide = (a: Int, b: Int): Int => {
  if (b === 0) throw new CelError('division by zero')
  return typeof a === 'number' && typeof b === 'number' ? Math.trunc(a / b) + 0 : fit(BigInt(a) / BigInt(b))
}

export const modulo = (a: Int, b: Int): Int => {
  if (b === 0) throw new CelError('modulus by zero')
  if (b === -1 && a === -(2n ** 63n)) throw new CelError('integer overflow')
  return typeof a === 'number' && typeof b === 'number' ? (a % b) + 0 : fit(BigInt(a) % BigInt(b))
}

export const negateInt = (a: Int): Int => (typeof a === 'number' ? 0 - a : fit(-a))

/** A double without what is after its point. */
export const truncate = (value: number): Int => {
  if (!(value > -(2 ** 63) && value < 2 ** 63)) throw new CelError('integer overflow')
  const whole = Math.trunc(value) + 0
  return Number.isSafeInteger(whole) ? whole : fit(BigInt(whole))
}
