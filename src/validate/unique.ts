/** Lists that are sets or maps (x-kubernetes-list-type): finds the entries that repeat another's value or key. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Shape } from './validator.ts'
import { visitShapes } from './walk.ts'

export interface Duplicate {
  readonly path: JsonPath
  /** The entry, or for a map its key fields. */
  readonly value: unknown
}

/** Equal values give equal texts; the order of an object's keys does not count. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`
  if (!isRecord(value)) return JSON.stringify(value)
  const keys = Object.keys(value).sort()
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join()}}`
}

/** The key fields that an entry has: entries that lack the same ones compare equal there. */
const keyOf = (entry: unknown, fields: readonly string[]): unknown =>
  isRecord(entry)
    ? Object.fromEntries(fields.filter((f) => entry[f] !== undefined).map((f) => [f, entry[f]]))
    : {}

/** Equal for entries that repeat each other. Nearly all lists are of strings, or of objects with one key that is one. */
const textOf = (entry: unknown, fields: readonly string[]): string => {
  const [only] = fields
  const value = fields.length === 1 && only !== undefined && isRecord(entry) ? entry[only] : entry
  // No JSON begins with that sign.
  if (typeof value === 'string') return `'${value}`
  return canonical(fields.length > 0 ? keyOf(entry, fields) : entry)
}

const isUnique = (shape: Shape): boolean => shape.unique !== undefined

export const duplicates = (object: unknown, shape: Shape): Duplicate[] => {
  const found: Duplicate[] = []
  visitShapes(object, shape, isUnique, (list, { unique: fields = [] }, path) => {
    if (!Array.isArray(list) || list.length < 2) return
    const isMap = fields.length > 0
    if (isMap && list.some((entry) => entry !== null && !isRecord(entry))) return
    const times = new Map<string, number>()
    list.forEach((entry: unknown, i) => {
      const text = textOf(entry, fields)
      const count = (times.get(text) ?? 0) + 1
      times.set(text, count)
      // The API server names the second of them only.
      if (count === 2) found.push({ path: [...path, i], value: isMap ? keyOf(entry, fields) : entry })
    })
  })
  return found
}
