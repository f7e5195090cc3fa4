/** Where two values differ, as lines that a person reads; credentials masked. */
import { formatPath, type JsonPath } from '../model/document.ts'
import { credentialAmong, isCredential } from './credentials.ts'

const MASK = '***'

/** What stands at a path: `text` to compare, `shown` to print. */
interface Leaf {
  readonly text: string
  readonly shown: string
}

/** Names of objects and keys of Secrets are no credentials, though they stand under `key`. */
const IN_REFERENCE = 'reference'

const entriesOf = (value: unknown): [string | number, unknown][] => {
  if (Array.isArray(value)) return value.map((item, i) => [i, item])
  return typeof value === 'object' && value !== null ? Object.entries(value) : []
}

/** `name` is what a leaf is known by: its key, in an EnvVar the variable's name, in arguments the flag before it. */
const collect = (value: unknown, path: JsonPath, name: string, into: Map<string, Leaf>): void => {
  const entries = entriesOf(value)
  if (entries.length === 0) {
    const text = JSON.stringify(value)
    const isMasked =
      typeof value === 'string' && (isCredential(name, value) || credentialAmong([value]) !== undefined)
    into.set(formatPath(path), { text, shown: isMasked ? MASK : text })
  }
  const variable = (value as { name?: unknown } | null | undefined)?.name
  for (const [i, [key, item]] of entries.entries()) {
    let known = name
    const flag = entries[i - 1]?.[1]
    if (typeof key === 'number' && typeof flag === 'string' && /^-[^=]*$/.test(flag)) known = flag
    else if (key === 'value' && typeof variable === 'string') known = variable
    else if (typeof key === 'string' && name !== IN_REFERENCE) known = /Refs?$/.test(key) ? IN_REFERENCE : key
    collect(item, [...path, key], known, into)
  }
}

const leaves = (value: unknown, at: JsonPath): Map<string, Leaf> => {
  const found = new Map<string, Leaf>()
  collect(value, at, '', found)
  return found
}

/** `- path: what stands` and `+ path: what was asked for`, in the order in which the fields stand. */
export const differenceLines = (stands: unknown, asked: unknown, at: JsonPath = []): string[] => {
  const [before, after] = [leaves(stands, at), leaves(asked, at)]
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((path) => {
    const [old, wanted] = [before.get(path), after.get(path)]
    if (old?.text === wanted?.text) return []
    return [
      ...(old === undefined ? [] : [`- ${path}: ${old.shown}`]),
      ...(wanted === undefined ? [] : [`+ ${path}: ${wanted.shown}`]),
    ]
  })
}
