/** Which items of a list are which items of another: what stays keeps its place, its layout and its comments. */
import { isDeepStrictEqual } from 'node:util'
import { mapping } from '../../model/mapping.ts'
import { isMapping } from '../build.ts'

const nameOf = (item: unknown): string | undefined => {
  const { name } = mapping(item)
  return typeof name === 'string' ? name : undefined
}

const kindOf = (item: unknown): string =>
  Array.isArray(item) ? 'list' : isMapping(item) ? 'mapping' : 'scalar'

/** How many fields two items share; of what has no fields, nothing can be said. */
const likeness = (a: unknown, b: unknown): number => {
  const other = mapping(b)
  return Object.entries(mapping(a)).filter(([key, value]) => isDeepStrictEqual(other[key], value)).length
}

/** For each item wanted the number of the old one that becomes it; undefined for a new one. */
export const align = (was: readonly unknown[], wanted: readonly unknown[]): (number | undefined)[] => {
  const free = new Set(was.keys())
  const found: (number | undefined)[] = wanted.map(() => undefined)
  const take = (to: number, from: number | undefined): void => {
    if (from === undefined) return
    found[to] = from
    free.delete(from)
  }
  /** Of those that fit, the next one behind what was taken before it, or else any. */
  const nextOf = (to: number, fits: (from: number) => boolean): number | undefined => {
    const behind = found.slice(0, to).findLast((from) => from !== undefined) ?? -1
    const fitting = [...free].filter(fits)
    return fitting.find((from) => from > behind) ?? fitting[0]
  }
  for (const [to, item] of wanted.entries())
    take(
      to,
      nextOf(to, (from) => isDeepStrictEqual(was[from], item)),
    )
  for (const [to, item] of wanted.entries()) {
    const name = nameOf(item)
    if (found[to] === undefined && name !== undefined)
      take(
        to,
        nextOf(to, (from) => nameOf(was[from]) === name),
      )
  }
  for (const [to, item] of wanted.entries()) {
    if (found[to] !== undefined || nameOf(item) !== undefined) continue
    const alike = (from: number): number => likeness(was[from], item)
    const most = Math.max(0, ...[...free].map(alike))
    const fits = (from: number): boolean =>
      kindOf(was[from]) === kindOf(item) && nameOf(was[from]) === undefined
    take(
      to,
      most > 0
        ? nextOf(to, (from) => alike(from) === most)
        : inPlace(found, to, (from) => free.has(from) && fits(from)),
    )
  }
  return found
}

/** The old item right behind the one that the item before became. */
const inPlace = (
  found: readonly (number | undefined)[],
  to: number,
  fits: (from: number) => boolean,
): number | undefined => {
  const before = to === 0 ? -1 : found[to - 1]
  return before !== undefined && fits(before + 1) ? before + 1 : undefined
}
