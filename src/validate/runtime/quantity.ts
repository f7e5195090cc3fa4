/** Kubernetes' quantities: decimal numbers with a suffix (`500m`, `1Gi`, `1e3`), compared exactly. */
import { CelError } from './errors.ts'

const FORM = /^([+-]?)(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/
const BINARY = 'KMGTPE'
const DECIMAL: Readonly<Record<string, number>> = {
  n: -9,
  u: -6,
  m: -3,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
}

/** The amount in billionths, rounded up as Kubernetes rounds. */
export class Quantity {
  readonly billionths: bigint
  constructor(billionths: bigint) {
    this.billionths = billionths
  }
}

const MAX = (2n ** 63n - 1n) * 10n ** 9n

const parse = (text: string): Quantity | undefined => {
  const [, sign, digits = '', suffix = ''] = FORM.exec(text) ?? []
  if (sign === undefined) return undefined
  const [whole = '', fraction = ''] = digits.split('.')
  const exponent =
    /^[eE]/.test(suffix) && suffix.length > 1 ? Number(suffix.slice(1)) : (DECIMAL[suffix] ?? 0)
  // Beyond this every amount is the greatest one, or the least.
  if (Math.abs(exponent) > 1000 || digits.length > 1000) return undefined
  const factor = suffix.endsWith('i') ? 1024n ** BigInt(BINARY.indexOf(suffix.charAt(0)) + 1) : 1n
  const numerator = BigInt(whole + fraction) * factor
  const power = exponent - fraction.length + 9
  let amount: bigint
  if (power >= 0) amount = numerator * 10n ** BigInt(power)
  else {
    const divisor = 10n ** BigInt(-power)
    amount = (numerator + divisor - 1n) / divisor
  }
  if (amount > MAX) amount = MAX
  return new Quantity(sign === '-' ? -amount : amount)
}

export const isQuantity = (text: string): boolean => parse(text) !== undefined

export const quantity = (text: string): Quantity => {
  const parsed = parse(text)
  if (parsed === undefined)
    throw new CelError(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    )
  return parsed
}

export const compareQuantities = (a: Quantity, b: Quantity): number =>
  a.billionths < b.billionths ? -1 : a.billionths > b.billionths ? 1 : 0
export const quantityLess = (a: Quantity, b: Quantity): boolean => a.billionths < b.billionths
export const quantityGreater = (a: Quantity, b: Quantity): boolean => a.billionths > b.billionths
