/** Joins the content of one object: its labels, its annotations and its fields. */
import type { PullConflict } from '../../model/pull.ts'
import type { Resource } from '../../model/resource.ts'
import type { Change } from '../../model/sync.ts'
import type { Digests, OpenPlace } from '../agreed.ts'
import { canonical, fieldSchema, isMap, type Schema } from '../ssa/schema.ts'
import { type At, Join, type JoinOptions } from './three-way.ts'
import { ownMarks } from './written.ts'

export interface Sides {
  /** As the file has it. */
  readonly folder: Resource
  /** As applying it would leave it where nothing else is: with its defaults. */
  readonly filled: Resource
  readonly live: Resource
  /** What folder and cluster last agreed on; undefined where that is not known. */
  readonly agreed: Digests | undefined
}

export interface Joined {
  /** What the file is to have. */
  readonly value: Resource
  /** What that changes in it. */
  readonly changes: readonly Change[]
  readonly conflicts: readonly PullConflict[]
  /** The places of the conflicts. */
  readonly open: readonly OpenPlace[]
  /** Folder and cluster said the same before, as far as they say it. */
  readonly isSame: boolean
}

const CONTENT = new Set(['apiVersion', 'kind', 'metadata', 'status'])
const MARKS = ['labels', 'annotations'] as const

export const join = ({ folder, filled, live, agreed }: Sides, options: JoinOptions): Joined => {
  const work = new Join(agreed, options)
  const at = (path: readonly string[], schema: Schema): At => ({
    path,
    field: path.map((key) => `f:${key}`),
    schema,
    secret: false,
  })
  const value: Record<string, unknown> = { ...folder }
  const metadata: Record<string, unknown> = { ...folder.metadata }
  const put = (target: Record<string, unknown>, key: string, next: unknown): void => {
    if (next === undefined) Reflect.deleteProperty(target, key)
    else target[key] = next
  }
  const metaSchema = fieldSchema(options.schema, 'metadata')
  for (const key of MARKS) {
    const [is, full, other] = [folder.metadata[key], filled.metadata[key], live.metadata[key]]
    const own = ownMarks(is) ?? (is === undefined ? undefined : {})
    const next = work.visit(
      own,
      ownMarks(full) ?? {},
      ownMarks(other) ?? {},
      at(['metadata', key], fieldSchema(metaSchema, key)),
    )
    if (!isMap(next) || canonical(next) === canonical(own)) continue
    const marks = Object.entries(is ?? {}).filter(([name]) => ownMarks({ [name]: '' }) === undefined)
    const all = { ...Object.fromEntries(marks), ...next }
    put(metadata, key, Object.keys(all).length === 0 ? undefined : all)
  }
  value['metadata'] = metadata
  for (const key of new Set([...Object.keys(filled), ...Object.keys(live)])) {
    if (CONTENT.has(key)) continue
    const schema = fieldSchema(options.schema, key)
    put(value, key, work.visit(folder[key], filled[key], live[key], at([key], schema)))
  }
  const { changes, conflicts, open, isSame } = work
  return { value: value as Resource, changes, conflicts, open, isSame }
}
