/** What evaluations cost, in the units of the API server, which bounds them. */
import { Format } from './library/formats.ts'
import { Extension, isList, isMap, itemsOf, Optional, type Value } from './values.ts'
import { runes } from '../runtime/strings.ts'

/** What one evaluation may cost, and what all of an object may. */
export const PER_RULE = 1_000_000
export const PER_OBJECT = 10_000_000

/** An evaluation cost more than it may. Never absorbed. */
export class TooCostly extends Error {
  override readonly name = 'TooCostly'
}

export class Meter {
  spent = 0
  readonly #limit: number
  constructor(limit = Infinity) {
    this.#limit = limit
  }
  spend(units: number): void {
    this.spent += units
    if (this.spent > this.#limit) throw new TooCostly('operation cancelled: actual cost limit exceeded')
  }
}

/** Of reading a string once, for each of its characters. */
const READ = 0.1
/** Of an expression, for each of its characters. */
const MATCH = 0.25
const LIST = 10

const sizeOf = (value: Value): number => {
  if (typeof value === 'string') return runes(value)
  if (value instanceof Uint8Array || isList(value)) return value.length
  if (isMap(value)) return value.size
  if (value instanceof Optional && value.value !== undefined) return sizeOf(value.value)
  return value instanceof Extension ? value.size : 1
}

const reading = (size: number, factor = READ): number => Math.ceil(size * factor)
const matching = (text: number, pattern: number): number => reading(1 + text) * reading(pattern, MATCH)

/** Of looking at all that a value holds. */
const traversal = (value: Value): number => {
  if (typeof value === 'string') return Math.floor(Buffer.byteLength(value) * READ)
  if (value instanceof Uint8Array) return Math.floor(value.length * READ)
  if (isList(value)) return itemsOf(value).reduce<number>((all, item) => all + traversal(item), 0)
  if (isMap(value))
    return value.keys.reduce<number>(
      (all, key) => all + traversal(key) + traversal(value.find(key) ?? null),
      0,
    )
  return 1
}

const compareAll = (list: Value): number => {
  if (!isList(list)) return 1 + LIST
  const [first] = itemsOf(list)
  const factor = typeof first === 'string' || first instanceof Uint8Array ? 2 + READ : 2
  return Math.floor(list.length ** 2 * factor) + 1 + LIST
}

const smaller = ([a = null, b = null]: readonly Value[]): number => reading(Math.min(sizeOf(a), sizeOf(b)))

type Cost = (args: readonly Value[], result: Value) => number

const read =
  (factor = READ): Cost =>
  ([text = null]) =>
    reading(sizeOf(text), factor)
const traverse: Cost = ([value = null]) => traversal(value)
const find: Cost = ([text = null, pattern = null]) => matching(sizeOf(text), sizeOf(pattern))
const allocate: Cost = (_args, result) => sizeOf(result) + 1 + LIST
const ordering: Cost = (args) => (isText(args[0]) ? smaller(args) : 1)
const sets =
  (factor: number): Cost =>
  ([a = null, b = null]) =>
    1 + Math.floor(sizeOf(a) * sizeOf(b) * factor)

const isText = (value: Value | undefined): boolean => typeof value === 'string' || value instanceof Uint8Array

/** By name of the function; what is not here costs 1. */
const COSTS: Readonly<Record<string, Cost>> = {
  isSorted: traverse,
  sum: traverse,
  max: traverse,
  min: traverse,
  indexOf: traverse,
  lastIndexOf: traverse,
  url: read(),
  lowerAscii: read(),
  upperAscii: read(),
  substring: read(),
  trim: read(),
  replace: read(2 * READ),
  split: read(2 * READ),
  join: (_args, result) => reading(sizeOf(result), 2 * READ),
  find,
  findAll: find,
  matches: find,
  cidr: read(),
  isIP: read(),
  isCIDR: read(),
  ip: (args) => (typeof args[0] === 'string' ? reading(sizeOf(args[0])) : 1),
  'ip.isCanonical': read(2 * READ),
  containsIP: ([range = null, other = null]) =>
    reading(2 * sizeOf(range)) + (typeof other === 'string' ? reading(sizeOf(other)) : 0),
  containsCIDR: ([range = null, other = null]) =>
    reading(2 * sizeOf(range)) +
    reading(sizeOf(range)) +
    1 +
    (typeof other === 'string' ? reading(sizeOf(other)) : 0),
  quantity: read(),
  isQuantity: read(),
  semver: read(),
  isSemver: read(),
  validate: ([format, text = null]) => (format instanceof Format ? matching(sizeOf(text), format.length) : 1),
  startsWith: read(),
  endsWith: read(),
  'strings.quote': read(),
  format: read(),
  bytes: (args) => (typeof args[0] === 'string' ? reading(sizeOf(args[0])) : 1),
  string: (args) => (args[0] instanceof Uint8Array ? reading(args[0].length) : 1),
  contains: ([text = null, part = null]) => reading(sizeOf(text)) * reading(sizeOf(part)),
  '@in': ([, list = null]) => (isList(list) ? list.length : 1),
  '_==_': (args) => (args[0] instanceof Extension ? 1 : smaller(args)),
  '_!=_': smaller,
  '_<_': ordering,
  '_<=_': ordering,
  '_>_': ordering,
  '_>=_': ordering,
  '_+_': ([a = null, b = null]) => (isText(a) ? reading(sizeOf(a) + sizeOf(b)) : 1),
  slice: allocate,
  'lists.range': allocate,
  reverse: allocate,
  flatten: ([list = null, depth = 1]) => Math.floor(sizeOf(list) * Number(depth)) + 1 + LIST,
  distinct: ([list = null]) => compareAll(list),
  sort: ([list = null]) => compareAll(list),
  '@sortByAssociatedKeys': ([, keys = null]) => compareAll(keys),
  'sets.contains': sets(1),
  'sets.intersects': sets(1),
  'sets.equivalent': sets(2),
}

export const costOfCall = (name: string, args: readonly Value[], result: Value): number =>
  (Object.hasOwn(COSTS, name) ? COSTS[name] : undefined)?.(args, result) ?? 1
