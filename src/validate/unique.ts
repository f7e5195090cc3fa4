/** Lists that are sets or maps (x-kubernetes-list-type): finds the entries that repeat another's value or key. */
import type { JsonPath } from '../model/document.ts'
import { isRecord } from './bare.ts'
import type { Shape } from './validator.ts'

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

export const duplicates = (object: unknown, shape: Shape): Duplicate[] => {
  const found: Duplicate[] = []
  const at: (string | number)[] = []

  const entries = (list: readonly unknown[], fields: readonly string[]): void => {
    const isMap = fields.length > 0
    if (isMap && list.some((entry) => entry !== null && !isRecord(entry))) return
    const times = new Map<string, number>()
    list.forEach((entry, i) => {
      const value = isMap ? keyOf(entry, fields) : entry
      const text = canonical(value)
      const count = (times.get(text) ?? 0) + 1
      times.set(text, count)
      // The API server names the second of them only.
      if (count === 2) found.push({ path: [...at, i], value })
    })
  }

  const visit = (value: unknown, shape: Shape): void => {
    if (Array.isArray(value)) {
      if (shape.unique !== undefined && value.length > 1) entries(value, shape.unique)
      const { items } = shape
      if (items !== undefined && leadsToLists(items))
        value.forEach((item, i) => {
          at.push(i)
          visit(item, items)
          at.pop()
        })
    } else if (isRecord(value)) {
      for (const key of Object.keys(value)) {
        const field = shape.properties?.[key] ?? (shape.additional === true ? undefined : shape.additional)
        if (field === undefined || !leadsToLists(field)) continue
        at.push(key)
        visit(value[key], field)
        at.pop()
      }
    }
  }

  visit(object, shape)
  return found
}

const memo = new WeakMap<Shape, boolean>()

/** True where something below the shape is a set or a map: only there is there something to look for. */
const leadsToLists = (shape: Shape): boolean => {
  const known = memo.get(shape)
  if (known !== undefined) return known
  const below = [...Object.values(shape.properties ?? {}), shape.additional, shape.items]
  const result =
    shape.unique !== undefined ||
    below.some((child) => child !== undefined && child !== true && leadsToLists(child))
  memo.set(shape, result)
  return result
}
