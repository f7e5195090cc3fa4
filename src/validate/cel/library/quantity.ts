/** Functions of quantities. */
import { integer } from '../../runtime/integers.ts'
import { CelError } from '../../runtime/errors.ts'
import {
  addQuantities,
  compareQuantities,
  isQuantity,
  quantity,
  type Quantity,
  quantityGreater,
  quantityLess,
  quantityToDouble,
  quantityToInteger,
  signOfQuantity,
  subtractQuantities,
} from '../../runtime/quantity.ts'
import { Double } from '../values.ts'
import type { Library } from './library.ts'

const asInteger = (value: Quantity): number | bigint => {
  const int = quantityToInteger(value)
  if (int === undefined) throw new CelError('cannot convert value to integer')
  return integer(int)
}

export const QUANTITY: Library = {
  name: 'quantity',
  since: 29,
  functions: {
    'quantity(string): quantity': quantity,
    'isQuantity(string): bool': isQuantity,
    'sign(quantity): int': signOfQuantity,
    'quantity.isGreaterThan(quantity): bool': quantityGreater,
    'quantity.isLessThan(quantity): bool': quantityLess,
    'quantity.compareTo(quantity): int': compareQuantities,
    'quantity.asApproximateFloat(): double': (value: Quantity) => new Double(quantityToDouble(value)),
    'quantity.asInteger(): int': asInteger,
    'quantity.isInteger(): bool': (value: Quantity) => quantityToInteger(value) !== undefined,
    'quantity.add(quantity): quantity': addQuantities,
    'quantity.add(int): quantity': addQuantities,
    'quantity.sub(quantity): quantity': subtractQuantities,
    'quantity.sub(int): quantity': subtractQuantities,
  },
}
