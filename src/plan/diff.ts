/**
 * The difference between two forms of one object, without noise: what the server sets itself, status, nulls, and
 * the order of entries that are told apart by a key never show.
 */
import { isSecretField, isSecretItem } from '../model/credentials/fields.ts'
import { formatPath } from '../model/document.ts'
import type { Resource } from '../model/resource.ts'
import type { Author, Change } from '../model/sync.ts'
import { authorOf, type Digests } from './agreed.ts'
import { essence } from './essence.ts'
import {
  canonical,
  entryKey,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
  shapeOf,
} from './ssa/schema.ts'

/** `agreed`, where it is known, gives each change its author; both sides are then `from` the cluster `to` the folder. */
export const diff = (from: Resource, to: Resource, schema: Schema, agreed?: Digests): Change[] => {
  const changes: Change[] = []
  const at: (string | number)[] = []
  /** The same place as managedFields name it, down to what is written as one. */
  const field: string[] = []
  /** Below what is written as one no part has an author of its own. */
  let isOne = false

  const by = (from: unknown, to: unknown, schema: Schema): Author | undefined =>
    agreed === undefined ? undefined : authorOf(agreed, { cluster: from, folder: to }, schema, field)

  const tell = (
    op: Change['op'],
    { schema, secret, ...value }: Pick<Change, 'from' | 'to'> & { schema: Schema; secret: boolean },
  ): void => {
    const who = isOne || secret ? undefined : by(value.from, value.to, schema)
    changes.push({
      op,
      path: formatPath(at),
      ...value,
      ...(secret ? { secret } : {}),
      ...(who === undefined ? {} : { by: who, field: [...field] }),
    })
  }

  const below = (
    step: string | number,
    element: string,
    from: unknown,
    to: unknown,
    schema: Schema,
    secret: boolean,
  ): void => {
    at.push(step)
    if (!isOne) field.push(element)
    visit(from ?? undefined, to ?? undefined, schema, secret)
    if (!isOne) field.pop()
    at.pop()
  }

  const visit = (from: unknown, to: unknown, schema: Schema, secret: boolean): void => {
    if (from === undefined) {
      if (to !== undefined) tell('add', { to, schema, secret })
    } else if (to === undefined) {
      tell('remove', { from, schema, secret })
    } else if (isMap(from) && isMap(to)) {
      if (isAtomicMap(schema) && !isOne)
        asOne(from, to, schema, () => {
          pairs(from, to, schema, secret)
        })
      else pairs(from, to, schema, secret)
    } else if (Array.isArray(from) && Array.isArray(to)) {
      if (shapeOf(schema, to) === 'list' && isAssociative(schema)) entries(from, to, schema, secret)
      else if (isOne) items(from, to, schema, secret)
      else
        asOne(from, to, schema, () => {
          items(from, to, schema, secret)
        })
    } else if (canonical(from) !== canonical(to)) {
      tell('replace', { from, to, schema, secret })
    }
  }

  const asOne = (from: unknown, to: unknown, schema: Schema, visitParts: () => void): void => {
    const before = changes.length
    isOne = true
    visitParts()
    isOne = false
    const who = changes.length > before ? by(from, to, schema) : undefined
    if (who === undefined) return
    changes.push(...changes.splice(before).map((part) => ({ ...part, by: who, field: [...field] })))
  }

  const pairs = (
    from: Readonly<Record<string, unknown>>,
    to: Readonly<Record<string, unknown>>,
    schema: Schema,
    secret: boolean,
  ): void => {
    for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
      const hidden = secret || isSecretField(from, key, at.at(-1)) || isSecretField(to, key, at.at(-1))
      below(key, `f:${key}`, from[key], to[key], fieldSchema(schema, key), hidden)
    }
  }

  const items = (from: readonly unknown[], to: readonly unknown[], schema: Schema, secret: boolean): void => {
    for (let i = 0; i < Math.max(from.length, to.length); i++)
      below(i, '', from[i], to[i], itemSchema(schema), secret || isSecretItem(from, i) || isSecretItem(to, i))
  }

  /** An entry that goes is named by its place in `from`, every other by its place in `to`. */
  const entries = (from: readonly unknown[], to: readonly unknown[], list: Schema, secret: boolean): void => {
    const old = new Map(from.map((entry) => [entryKey(list, entry), entry]))
    const kept = new Set(to.map((entry) => entryKey(list, entry)))
    from.forEach((entry, i) => {
      const key = entryKey(list, entry)
      if (!kept.has(key)) below(i, key, entry, undefined, itemSchema(list), secret)
    })
    to.forEach((entry, i) => {
      const key = entryKey(list, entry)
      below(i, key, old.get(key), entry, itemSchema(list), secret)
    })
  }

  visit(essence(from), essence(to), schema, false)
  return changes
}
