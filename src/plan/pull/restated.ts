/** What the cluster has, as the folder would write it: without defaults, but for those that it writes all the same. */
import { withDefaults } from '../ssa/defaults.ts'
import { canonical, fieldSchema, isMap, itemSchema, type Schema } from '../ssa/schema.ts'
import { withoutDefaults } from '../ssa/without-defaults.ts'

export const restated = (live: unknown, folder: unknown, schema: Schema): unknown => {
  const short = withoutDefaults(live, schema)
  const long = stated(short, live, folder, schema)
  return canonical(withDefaults(long, schema)) === canonical(withDefaults(short, schema)) ? long : short
}

const stated = (short: unknown, live: unknown, folder: unknown, schema: Schema): unknown => {
  if (Array.isArray(short) && Array.isArray(live) && Array.isArray(folder)) {
    const items = itemSchema(schema)
    const was = formers(live, folder, items)
    return short.map((item: unknown, i) => stated(item, live[i], was[i], items))
  }
  if (!isMap(short) || !isMap(live) || !isMap(folder)) return short
  const written = Object.keys(folder).filter((key) => live[key] !== undefined && live[key] !== null)
  const keys = new Set([...Object.keys(short), ...written])
  return Object.fromEntries(
    [...keys].map((key) => [key, restated(live[key], folder[key], fieldSchema(schema, key))]),
  )
}

/** What each item was in the folder: the same one, else the next that is left. A wrong guess costs a default that is written or not. */
const formers = (live: readonly unknown[], folder: readonly unknown[], items: Schema): unknown[] => {
  const left = folder.map((item) => ({ item, full: canonical(withDefaults(item, items)) }))
  const take = (at: number): unknown => (at < 0 ? undefined : left.splice(at, 1)[0]?.item)
  const same = live.map((item) => take(left.findIndex(({ full }) => full === canonical(item))))
  return same.map((item) => item ?? take(0))
}
