/** Where two values differ, as lines that a person reads; credentials masked. */
import { isSecretField, isSecretItem } from '../model/credentials/fields.ts'
import { MASK } from '../model/credentials/shapes.ts'
import { maskText } from '../model/credentials/text.ts'
import { formatPath, type JsonPath } from '../model/document.ts'

/** What stands at a path: `text` to compare, `shown` to print. */
interface Leaf {
  readonly text: string
  readonly shown: string
}

const shown = (value: unknown, text: string, secret: boolean): string =>
  secret || (typeof value === 'string' && maskText(value) !== value) ? MASK : text

const collect = (value: unknown, path: JsonPath, secret: boolean, into: Map<string, Leaf>): void => {
  const below = (step: string | number, item: unknown, isSecret: boolean): void => {
    collect(item, [...path, step], secret || isSecret, into)
  }
  const text = JSON.stringify(value)
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0)
    into.set(formatPath(path), { text, shown: shown(value, text, secret) })
  else if (Array.isArray(value))
    value.forEach((item: unknown, i) => {
      below(i, item, isSecretItem(value, i))
    })
  else
    for (const [field, item] of Object.entries(value))
      below(field, item, isSecretField(value as Record<string, unknown>, field, path.at(-1)))
}

const leaves = (value: unknown, at: JsonPath): Map<string, Leaf> => {
  const found = new Map<string, Leaf>()
  collect(value, at, false, found)
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
