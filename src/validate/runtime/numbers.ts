/** How Kubernetes compares numbers with the limits of a schema: integers in another way than fractions. */

/** What it holds as an integer; a whole number beyond is a float to it. */
export const isInt64 = (value: number): boolean =>
  Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 63

/** The relative error up to which a quotient above 0 counts as whole. */
const EPSILON = 1e-9

/** An integer is divided by the factor's whole part, and no integer is a multiple of a factor below 1. */
export const isMultiple = (value: number, factor: number): boolean => {
  if (isInt64(value)) {
    const whole = Math.trunc(factor)
    return whole > 0 && value % whole === 0
  }
  if (factor <= 0) return false
  const quotient = factor < 1 ? (1 / factor) * value : value / factor
  if (Math.abs(quotient) > Number.MAX_SAFE_INTEGER) return false
  const whole = Math.trunc(quotient)
  if (quotient === whole) return true
  return quotient > 0 && (quotient - whole) / (quotient + whole) < EPSILON
}
