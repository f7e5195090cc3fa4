/** Lists that are sets or maps (x-kubernetes-list-type): finds the entries that repeat another's value or key. */
import { isRecord } from './bare.ts'

export interface Repeated {
  readonly index: number
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

/** The entries of a list that repeat another: of a map with these key fields, or without any of a set. */
export const repeatedIn = (list: readonly unknown[], fields: readonly string[]): Repeated[] => {
  const isMap = fields.length > 0
  if (isMap && list.some((entry) => entry !== null && !isRecord(entry))) return []
  const found: Repeated[] = []
  const times = new Map<string, number>()
  list.forEach((entry, index) => {
    const text = textOf(entry, fields)
    const count = (times.get(text) ?? 0) + 1
    times.set(text, count)
    // The API server names the second of them only.
    if (count === 2) found.push({ index, value: isMap ? keyOf(entry, fields) : entry })
  })
  return found
}
