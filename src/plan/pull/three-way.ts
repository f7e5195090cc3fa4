/**
 * Joins what was changed in a cluster with what was changed in a folder since the two last agreed, field by field. Where
 * only the cluster changed a field its value is taken; where only the folder did, the folder's stays; where both did,
 * and differently, it is a conflict, and the folder's stays.
 */
import { isSecretField, isSecretItem } from '../../model/credentials/fields.ts'
import { formatPath } from '../../model/document.ts'
import type { Author, Change } from '../../model/sync.ts'
import type { PullConflict } from '../../model/pull.ts'
import { authorOf, type Digests, type OpenPlace } from '../agreed.ts'
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
} from '../ssa/schema.ts'
import { isDefault } from '../ssa/without-defaults.ts'
import { restated } from './restated.ts'

export interface JoinOptions {
  /** The schema of the whole object (rootSchema). */
  readonly schema: Schema
  /** In conflicts the cluster's value is taken. */
  readonly force: boolean
  /** False where it is not known what are defaults: then nothing is taken that stands beside the folder's fields. */
  readonly additions: boolean
}

export interface At {
  readonly path: readonly (string | number)[]
  readonly field: readonly string[]
  readonly schema: Schema
  readonly secret: boolean
}

const isNothing = (value: unknown): boolean => value === undefined || value === null

export class Join {
  readonly changes: Change[] = []
  readonly conflicts: PullConflict[] = []
  readonly open: OpenPlace[] = []
  isSame = true
  private readonly agreed: Digests | undefined
  private readonly options: JoinOptions

  constructor(agreed: Digests | undefined, options: JoinOptions) {
    this.agreed = agreed
    this.options = options
  }

  /** The folder's value from now on; undefined for a field that it is not to have. */
  visit(folder: unknown, filled: unknown, live: unknown, at: At): unknown {
    if (isNothing(filled) && isNothing(live)) return folder
    if (canonical(filled) === canonical(live)) return folder
    if (isMap(filled) && isMap(live) && !isAtomicMap(at.schema)) return this.fields(folder, filled, live, at)
    const isMerged = shapeOf(at.schema, live) === 'list' && isAssociative(at.schema)
    if (isMerged && Array.isArray(filled) && Array.isArray(live))
      return this.entries(folder, filled, live, at)
    return this.leaf(folder, filled, live, at)
  }

  private fields(
    folder: unknown,
    filled: Readonly<Record<string, unknown>>,
    live: Readonly<Record<string, unknown>>,
    at: At,
  ): unknown {
    const own = isMap(folder) ? folder : {}
    const result: Record<string, unknown> = { ...own }
    const place = at.path.at(-1)
    for (const key of new Set([...Object.keys(filled), ...Object.keys(live)])) {
      if (own[key] === undefined && isDefault(live[key], fieldSchema(at.schema, key), live)) continue
      const secret = at.secret || isSecretField(filled, key, place) || isSecretField(live, key, place)
      const next = this.visit(own[key], filled[key], live[key], {
        path: [...at.path, key],
        field: [...at.field, `f:${key}`],
        schema: fieldSchema(at.schema, key),
        secret,
      })
      if (next === undefined) Reflect.deleteProperty(result, key)
      else result[key] = next
    }
    return folder === undefined && Object.keys(result).length === 0 ? undefined : result
  }

  /** The folder's in their order, then what is new in the cluster. */
  private entries(folder: unknown, filled: readonly unknown[], live: readonly unknown[], at: At): unknown {
    const own: readonly unknown[] = Array.isArray(folder) ? folder : []
    const standing = new Map(live.map((entry) => [entryKey(at.schema, entry), entry]))
    const known = new Set(filled.map((entry) => entryKey(at.schema, entry)))
    const visit = (one: unknown, full: unknown, other: unknown, key: string, index: number): unknown[] => {
      const next = this.visit(one, full, other, {
        path: [...at.path, index],
        field: [...at.field, key],
        schema: itemSchema(at.schema),
        secret: at.secret,
      })
      return next === undefined ? [] : [next]
    }
    const kept = filled.flatMap((full, i) => {
      const key = entryKey(at.schema, full)
      return visit(own[i], full, standing.get(key), key, i)
    })
    const added = [...standing]
      .filter(([key]) => !known.has(key))
      .flatMap(([key, entry], i) => visit(undefined, undefined, entry, key, filled.length + i))
    const result = [...kept, ...added]
    return folder === undefined && result.length === 0 ? undefined : result
  }

  private leaf(folder: unknown, filled: unknown, live: unknown, at: At): unknown {
    const author = this.author(folder, filled, live, at)
    if (folder === undefined && !this.options.additions) return folder
    this.isSame = false
    if (author === 'folder') return folder
    if (author === 'both' && !this.options.force) {
      this.conflicts.push({
        path: formatPath(at.path),
        ...(isNothing(folder) ? {} : { folder }),
        ...(isNothing(live) ? {} : { cluster: live }),
        ...(this.isSecret(filled, live, at) ? { secret: true } : {}),
      })
      this.open.push({ field: at.field, schema: at.schema, folder: filled, cluster: live })
      return folder
    }
    const to = isNothing(live) ? undefined : restated(live, folder, at.schema)
    if (folder === undefined && to === undefined) return undefined
    this.changes.push({
      op: folder === undefined ? 'add' : to === undefined ? 'remove' : 'replace',
      path: formatPath(at.path),
      ...(folder === undefined ? {} : { from: folder }),
      ...(to === undefined ? {} : { to }),
      ...(this.isSecret(filled, live, at) ? { secret: true } : {}),
    })
    return to
  }

  private isSecret(filled: unknown, live: unknown, { secret }: At): boolean {
    const has = (list: unknown): boolean => Array.isArray(list) && list.some((_, i) => isSecretItem(list, i))
    return secret || has(filled) || has(live)
  }

  /** `both` too where it can't be known: nothing of the folder's is overwritten on a guess. */
  private author(folder: unknown, filled: unknown, live: unknown, at: At): Author {
    const nothingLost = folder === undefined ? 'cluster' : 'both'
    if (this.agreed === undefined || this.isSecret(filled, live, at)) return nothingLost
    const by = authorOf(this.agreed, { cluster: live, folder: filled }, at.schema, at.field)
    if (folder !== undefined || by === 'cluster' || by === 'folder') return by ?? nothingLost
    // A default that the folder leaves to the server may be newer than what was agreed.
    return authorOf(this.agreed, { cluster: live, folder: undefined }, at.schema, at.field) ?? nothingLost
  }
}
