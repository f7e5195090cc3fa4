/** CEL's macros over lists, where the predicate's evaluation may fail. */
import { CelError } from './errors.ts'
import { addInt } from './integers.ts'

/** True as soon as one is true, whatever errors there are. */
export const exists = (list: readonly unknown[], holds: (item: never) => boolean): boolean => {
  let error: CelError | undefined
  for (const item of list) {
    try {
      if (holds(item as never)) return true
    } catch (caught) {
      if (!(caught instanceof CelError)) throw caught
      error ??= caught
    }
  }
  if (error !== undefined) throw error
  return false
}

/** False as soon as one is false, whatever errors there are. */
export const all = (list: readonly unknown[], holds: (item: never) => boolean): boolean => {
  let error: CelError | undefined
  for (const item of list) {
    try {
      if (!holds(item as never)) return false
    } catch (caught) {
      if (!(caught instanceof CelError)) throw caught
      error ??= caught
    }
  }
  if (error !== undefined) throw error
  return true
}

export const one = (list: readonly unknown[], holds: (item: never) => boolean): boolean => {
  let count = 0
  for (const item of list) if (holds(item as never)) count++
  return count === 1
}

export const sum = (list: readonly number[]): number | bigint =>
  list.reduce<number | bigint>((a, b) => addInt(a, b), 0)

const extreme = (list: readonly number[], name: string, choose: (a: number, b: number) => number): number => {
  const [first, ...rest] = list
  if (first === undefined) throw new CelError(`${name} called on empty list`)
  return rest.reduce(choose, first)
}
export const least = (list: readonly number[]): number => extreme(list, 'min', Math.min)
export const greatest = (list: readonly number[]): number => extreme(list, 'max', Math.max)
