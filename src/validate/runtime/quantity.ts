/** Kubernetes' quantities: decimal numbers with a suffix (`500m`, `1Gi`, `1e3`), exact to a billionth. */
import { Extension } from '../cel/values.ts'
import { CelError, UnknownToUs } from './errors.ts'
import { remember } from './remember.ts'

/** unscaled × 10^-scale. `fast`: as a number of 64 bits, which alone can be asked for as an integer. */
interface Amount {
  readonly unscaled: bigint
  readonly scale: number
  readonly fast: boolean
}

const isInt64 = (value: bigint): boolean => value === BigInt.asIntN(64, value)

export class Quantity extends Extension {
  readonly type = 'quantity'
  readonly amount: Amount
  /** What comes of add and sub compares with nothing on its left. */
  readonly isComputed: boolean
  constructor(amount: Amount, isComputed = false) {
    super()
    this.amount = amount
    this.isComputed = isComputed
  }
  equals(other: Quantity): boolean {
    if (other.isComputed) throw new CelError('no such overload')
    return compareQuantities(this, other) === 0
  }
}

/** No two parts can take the same digits: the time to read what is none grows with its length only. */
const FORM = /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+[-+]?|[-+])\d*)?$/
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  '': 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}
const BINARY: Readonly<Record<string, number>> = { Ki: 10, Mi: 20, Gi: 30, Ti: 40, Pi: 50, Ei: 60 }
const NANO = 9
/** Digits that surely fit 64 bits. */
const MOST_DIGITS = 18
const GREATEST = 2n ** 63n - 1n
/** What no one means; and the sums would not end. */
const MOST_EXPONENT = 1000

const FORMAT_WRONG =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
const SUFFIX_WRONG = "unable to parse quantity's suffix"

const exponentOf = (suffix: string): number | undefined => {
  if (Object.hasOwn(DECIMAL, suffix)) return DECIMAL[suffix]
  const [, exponent] = /^[eE]([+-]?\d+)$/.exec(suffix) ?? []
  if (exponent === undefined) return undefined
  if (Math.abs(Number(exponent)) > MOST_EXPONENT)
    throw new UnknownToUs(`quantities with the suffix "${suffix}"`)
  return Number(exponent)
}

/** The amount, or what is wrong with the text. */
const parse = remember((text: string): Amount | string => {
  const [, sign, given = '', fraction = '', suffix = ''] = text === '' ? [] : (FORM.exec(text) ?? [])
  if (sign === undefined) return FORMAT_WRONG
  const whole = given.replace(/^0+/, '') || '0'
  const negative = (value: bigint): bigint => (sign === '-' ? -value : value)
  const binary = Object.hasOwn(BINARY, suffix) ? BINARY[suffix] : undefined
  const digits = BigInt(whole + fraction)
  if (binary !== undefined) {
    const value = digits << BigInt(binary)
    const precision = 15 - whole.length - Math.trunc((binary * 3) / 10) - 1
    if (fraction === '' && precision >= 0 && isInt64(value))
      return { unscaled: negative(value), scale: 0, fast: true }
    const rounded = roundUp(value, fraction.length)
    const most = GREATEST * 10n ** BigInt(NANO)
    return { unscaled: negative(rounded > most ? most : rounded), scale: NANO, fast: false }
  }
  const exponent = exponentOf(suffix)
  if (exponent === undefined) return SUFFIX_WRONG
  const scale = fraction.length - exponent
  if (whole.length + fraction.length <= MOST_DIGITS && scale <= NANO)
    return { unscaled: negative(digits), scale, fast: true }
  if (digits === 0n) return { unscaled: 0n, scale, fast: false }
  return { unscaled: negative(roundUp(digits, scale)), scale: NANO, fast: false }
})

/** To billionths, away from 0. */
const roundUp = (unscaled: bigint, scale: number): bigint => {
  if (scale <= NANO) return unscaled * 10n ** BigInt(NANO - scale)
  const divisor = 10n ** BigInt(scale - NANO)
  return (unscaled + divisor - 1n) / divisor
}

export const isQuantity = (text: string): boolean => typeof parse(text) !== 'string'

export const quantity = (text: string): Quantity => {
  const amount = parse(text)
  if (typeof amount === 'string') throw new CelError(amount)
  return new Quantity(amount)
}

/** Both at the scale that is finer. */
const align = (a: Amount, b: Amount): [a: bigint, b: bigint, scale: number] => {
  const scale = Math.max(a.scale, b.scale)
  const at = ({ unscaled, scale: own }: Amount): bigint => unscaled * 10n ** BigInt(scale - own)
  return [at(a), at(b), scale]
}

export const compareQuantities = (a: Quantity, b: Quantity): number => {
  const [x, y] = align(a.amount, b.amount)
  return x < y ? -1 : x > y ? 1 : 0
}
export const quantityLess = (a: Quantity, b: Quantity): boolean => compareQuantities(a, b) < 0
export const quantityGreater = (a: Quantity, b: Quantity): boolean => compareQuantities(a, b) > 0

const sum = (a: Amount, b: Amount): Amount => {
  if (a.fast && b.fast) {
    if (b.unscaled === 0n) return a
    if (a.unscaled === 0n) return b
  }
  const [x, y, scale] = align(a, b)
  const unscaled = x + y
  return { unscaled, scale, fast: a.fast && b.fast && isInt64(x) && isInt64(y) && isInt64(unscaled) }
}

const amountOf = (value: Quantity | number | bigint): Amount =>
  value instanceof Quantity ? value.amount : { unscaled: BigInt(value), scale: 0, fast: true }

export const addQuantities = (a: Quantity, b: Quantity | number | bigint): Quantity =>
  new Quantity(sum(a.amount, amountOf(b)), true)

export const subtractQuantities = (a: Quantity, b: Quantity | number | bigint): Quantity => {
  const amount = amountOf(b)
  return new Quantity(sum(a.amount, { ...amount, unscaled: -amount.unscaled }), true)
}

/** Undefined where it is none of 64 bits, or was not written as one: `1000m` is not. */
export const quantityToInteger = ({ amount: { unscaled, scale, fast } }: Quantity): bigint | undefined => {
  if (!fast || scale > 0) return undefined
  const value = unscaled * 10n ** BigInt(-scale)
  return isInt64(value) ? value : undefined
}

export const quantityToDouble = ({ amount: { unscaled, scale } }: Quantity): number =>
  scale === 0 ? Number(unscaled) : Number(unscaled) * Number(`1e${-scale}`)

export const signOfQuantity = ({ amount: { unscaled } }: Quantity): number =>
  unscaled < 0n ? -1 : unscaled > 0n ? 1 : 0
