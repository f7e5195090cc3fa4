/**
 * The difference between two forms of one object, without noise: what the server sets itself, status, nulls, and
 * the order of entries that are told apart by a key never show.
 */
import { isSecretField, isSecretItem } from '../model/credentials/fields.ts'
import { formatPath } from '../model/document.ts'
import type { Resource } from '../model/resource.ts'
import type { Change } from '../model/sync.ts'
import {
  canonical,
  entryKey,
  fieldSchema,
  isAssociative,
  isMap,
  itemSchema,
  type Schema,
  shapeOf,
} from './ssa/schema.ts'

/** What of metadata belongs to whoever writes the object. */
const METADATA = ['labels', 'annotations', 'finalizers', 'ownerReferences'] as const

/** The object without what only the server sets, and without null and empty metadata, which say nothing. */
export const essence = ({ status: _status, ...object }: Resource): Resource => {
  const { name, namespace } = object.metadata
  const metadata: Record<string, unknown> = { name, ...(namespace === undefined ? {} : { namespace }) }
  for (const key of METADATA) {
    const value: unknown = object.metadata[key]
    if (value !== undefined && value !== null && Object.keys(value).length > 0) metadata[key] = value
  }
  return { ...object, metadata: metadata as unknown as Resource['metadata'] }
}

export const diff = (from: Resource, to: Resource, schema: Schema): Change[] => {
  const changes: Change[] = []
  const at: (string | number)[] = []
  const tell = (op: Change['op'], value: Pick<Change, 'from' | 'to'>, secret: boolean): void => {
    changes.push({ op, path: formatPath(at), ...value, ...(secret ? { secret } : {}) })
  }

  const below = (
    step: string | number,
    from: unknown,
    to: unknown,
    schema: Schema,
    secret: boolean,
  ): void => {
    at.push(step)
    visit(from ?? undefined, to ?? undefined, schema, secret)
    at.pop()
  }

  const visit = (from: unknown, to: unknown, schema: Schema, secret: boolean): void => {
    if (from === undefined) {
      if (to !== undefined) tell('add', { to }, secret)
    } else if (to === undefined) {
      tell('remove', { from }, secret)
    } else if (isMap(from) && isMap(to)) {
      for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
        const hidden = secret || isSecretField(from, key, at.at(-1)) || isSecretField(to, key, at.at(-1))
        below(key, from[key], to[key], fieldSchema(schema, key), hidden)
      }
    } else if (Array.isArray(from) && Array.isArray(to)) {
      if (shapeOf(schema, to) === 'list' && isAssociative(schema)) entries(from, to, schema, secret)
      else
        for (let i = 0; i < Math.max(from.length, to.length); i++)
          below(i, from[i], to[i], itemSchema(schema), secret || isSecretItem(from, i) || isSecretItem(to, i))
    } else if (canonical(from) !== canonical(to)) {
      tell('replace', { from, to }, secret)
    }
  }

  /** An entry that goes is named by its place in `from`, every other by its place in `to`. */
  const entries = (from: readonly unknown[], to: readonly unknown[], list: Schema, secret: boolean): void => {
    const old = new Map(from.map((entry) => [entryKey(list, entry), entry]))
    const kept = new Set(to.map((entry) => entryKey(list, entry)))
    from.forEach((entry, i) => {
      if (!kept.has(entryKey(list, entry))) below(i, entry, undefined, itemSchema(list), secret)
    })
    to.forEach((entry, i) => {
      below(i, old.get(entryKey(list, entry)), entry, itemSchema(list), secret)
    })
  }

  visit(essence(from), essence(to), schema, false)
  return changes
}
