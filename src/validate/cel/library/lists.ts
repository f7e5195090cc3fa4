/** Functions of lists: Kubernetes' own, those of cel-go's extension, and sets. */
import { CelError, noOverload } from '../../runtime/errors.ts'
import { Duration } from '../../runtime/time.ts'
import { add } from '../arithmetic.ts'
import { contains, equals, order } from '../equality.ts'
import { isList, isRawList, itemsOf, kindOf, type ListValue, type Value } from '../values.ts'
import type { Library } from './library.ts'

const COMPARABLE = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes']
const SUMMABLE = ['int', 'uint', 'double', 'duration']

/** One signature for each type. */
const each = (
  types: readonly string[],
  signature: string,
  run: (list: ListValue) => Value,
): Library['functions'] =>
  Object.fromEntries(types.map((type) => [signature.replaceAll('T', type), run] as const))

/** Undefined where two have no order. */
const orderOf = (a: Value, b: Value): number | undefined => {
  try {
    return order(a, b)
  } catch (error) {
    if (error instanceof CelError) return undefined
    throw error
  }
}

const mustCompare = (value: Value): void => {
  if (!COMPARABLE.includes(kindOf(value))) noOverload()
}

const isSorted = (list: ListValue): boolean =>
  itemsOf(list).every((item, i, all) => {
    mustCompare(item)
    return i === 0 || (orderOf(all[i - 1] ?? null, item) ?? 0) <= 0
  })

const sum = (list: ListValue): Value => {
  const [first, ...rest] = itemsOf(list)
  if (first !== undefined) return SUMMABLE.includes(kindOf(first)) ? rest.reduce(add, first) : noOverload()
  return isRawList(list) && list.reading.item?.kind === 'duration' ? new Duration(0n) : 0
}

const extreme =
  (name: string, sign: number) =>
  (list: ListValue): Value => {
    const [first, ...rest] = itemsOf(list)
    if (first === undefined) throw new CelError(`${name} called on empty list`)
    mustCompare(first)
    return rest.reduce((best, item) => {
      mustCompare(item)
      return Math.sign(orderOf(best, item) ?? 0) === sign ? item : best
    }, first)
  }

const isEqual = (a: Value, b: Value): boolean => {
  try {
    return equals(a, b)
  } catch (error) {
    if (error instanceof CelError) return false
    throw error
  }
}

export const LISTS: Library = {
  name: 'lists',
  since: 0,
  functions: {
    ...each(COMPARABLE, 'list<T>.isSorted(): bool', isSorted),
    ...each(SUMMABLE, 'list<T>.sum(): T', sum),
    ...each(COMPARABLE, 'list<T>.max(): T', extreme('max', -1)),
    ...each(COMPARABLE, 'list<T>.min(): T', extreme('min', 1)),
    'list<A>.indexOf(A): int': (list: ListValue, value: Value) =>
      itemsOf(list).findIndex((item) => isEqual(item, value)),
    'list<A>.lastIndexOf(A): int': (list: ListValue, value: Value) =>
      itemsOf(list).findLastIndex((item) => isEqual(item, value)),
  },
}

const slice = (list: ListValue, from: number | bigint, to: number | bigint): Value => {
  const fail = (why: string): never => {
    throw new CelError(`cannot slice(${from}, ${to}), ${why}`)
  }
  if (from < 0 || to < 0) return fail('negative indexes not supported')
  if (from > to) return fail('start index must be less than or equal to end index')
  if (list.length < to) return fail(`list is length ${list.length}`)
  return itemsOf(list).slice(Number(from), Number(to))
}

const flatten = (list: ListValue, depth: number | bigint = 1): Value[] => {
  if (depth < 0) throw new CelError('level must be non-negative')
  const level = Number(depth)
  return itemsOf(list).flatMap((item) => (isList(item) && level > 0 ? flatten(item, level - 1) : [item]))
}

const sortBy = (list: ListValue, keys: ListValue): Value => {
  const items = itemsOf(list)
  const keyed = itemsOf(keys).map((key, i) => ({ key, item: items[i] ?? null }))
  const [first] = keyed
  if (first !== undefined && !COMPARABLE.includes(kindOf(first.key)))
    throw new CelError('list elements must be comparable')
  if (first !== undefined && keyed.some(({ key }) => kindOf(key) !== kindOf(first.key)))
    throw new CelError('list elements must have the same type')
  return keyed.sort((a, b) => order(a.key, b.key)).map(({ item }) => item)
}

const distinct = (list: ListValue): Value => {
  const kept: Value[] = []
  for (const item of itemsOf(list)) if (!kept.some((other) => isEqual(item, other))) kept.push(item)
  return kept
}

export const LISTS_3: Library = {
  name: 'lists, version 3',
  since: 35,
  functions: {
    'list<A>.slice(int,int): list<A>': slice,
    'list<list<A>>.flatten(): list<A>': flatten,
    'list<dyn>.flatten(int): list<dyn>': flatten,
    ...each(COMPARABLE, 'list<T>.sort(): list<T>', (list) => sortBy(list, list)),
    ...Object.fromEntries(
      COMPARABLE.map((key) => [`list<A>.@sortByAssociatedKeys(list<${key}>): list<A>`, sortBy] as const),
    ),
    'lists/range(int): list<int>': (count: number | bigint) =>
      Array.from({ length: Math.max(0, Number(count)) }, (_, i) => i),
    'list<A>.reverse(): list<A>': (list: ListValue) => itemsOf(list).toReversed(),
    'list<A>.distinct(): list<A>': distinct,
  },
}

const containsAll = (list: ListValue, part: ListValue): boolean =>
  itemsOf(part).every((item) => contains(list, item))

export const SETS: Library = {
  name: 'sets',
  since: 30,
  functions: {
    'sets/contains(list<A>,list<A>): bool': containsAll,
    'sets/equivalent(list<A>,list<A>): bool': (a: ListValue, b: ListValue) =>
      containsAll(a, b) && containsAll(b, a),
    'sets/intersects(list<A>,list<A>): bool': (a: ListValue, b: ListValue) =>
      itemsOf(a).some((item) => contains(b, item)),
  },
}
