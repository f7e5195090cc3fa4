/** Places in an object, element by element as managedFields name them: `f:spec`, `k:{"name":"a"}`, `v:"x"`. */
import { isDeepStrictEqual } from 'node:util'
import { mapping } from './mapping.ts'

export type ManagedPlace = readonly string[]

const isEntry = (entry: unknown, element: string): boolean => {
  const named: unknown = JSON.parse(element.slice(2))
  if (element.startsWith('v:')) return isDeepStrictEqual(entry, named)
  return Object.entries(mapping(named)).every(([key, value]) => isDeepStrictEqual(mapping(entry)[key], value))
}

/** A copy without what stands there; the same where nothing does. Maps and lists stay that are empty then. */
export const without = <T>(value: T, place: ManagedPlace): T => drop(value, place) as T

const drop = (value: unknown, [element = '', ...rest]: ManagedPlace): unknown => {
  const isLast = rest.length === 0
  if (Array.isArray(value)) {
    const at = value.findIndex((entry) => isEntry(entry, element))
    if (at < 0) return value
    return value.toSpliced(at, 1, ...(isLast ? [] : [drop(value[at], rest)]))
  }
  const key = element.slice(2)
  const { [key]: inner, ...others } = mapping(value)
  if (inner === undefined) return value
  return isLast ? others : { ...others, [key]: drop(inner, rest) }
}
