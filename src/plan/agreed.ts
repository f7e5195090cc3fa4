/**
 * What a folder and a cluster agreed on when they last met, field by field: digests, and no value. With it a difference
 * has an author: who left what was agreed, the folder, the cluster, or both.
 */
import { hash } from 'node:crypto'
import { isSecretField, isSecretItem } from '../model/credentials/fields.ts'
import { PREFIX } from '../model/kinds.ts'
import type { Resource } from '../model/resource.ts'
import type { Author } from '../model/sync.ts'
import { essence } from './essence.ts'
import {
  canonical,
  entriesOf,
  fieldSchema,
  isAssociative,
  isAtomicMap,
  isMap,
  itemSchema,
  type Schema,
  shapeOf,
} from './ssa/schema.ts'

/** The annotation of an object with what the last apply left: `COMMIT DIGESTS`, and `-` for no commit. */
export const APPLIED = `${PREFIX}/applied`

/** Characters of base64url; two values that differ look alike once in 2^36 times. */
const LENGTH = 6
/** An object that needs more has no digests: all its annotations together may have 256 KiB. */
const MOST = 64 * 1024

/** By the digest of a field's place, the digest of its value. */
export type Digests = ReadonlyMap<string, string>

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, LENGTH)

/** The same places come again in every object of a kind. */
const places = new Map<string, string>()
const placeOf = (at: readonly string[]): string => {
  const text = at.join('\n')
  const known = places.get(text)
  if (known !== undefined) return known
  const place = digest(text)
  places.set(text, place)
  return place
}

const isMerged = (schema: Schema, value: unknown): boolean =>
  shapeOf(schema, value) === 'list' && isAssociative(schema)

/**
 * The fields that are written or left as one: scalars, atomic lists and maps, empty maps and lists. `at` names places as
 * managedFields do. A field whose value is secret is none: not even its digest gets anywhere.
 */
const leavesOf = (value: unknown, schema: Schema, at: readonly string[]): Map<string, unknown> => {
  const leaves = new Map<string, unknown>()
  const visit = (value: unknown, schema: Schema, at: readonly string[]): void => {
    if (value === undefined || value === null) return
    if (isMap(value) && !isAtomicMap(schema) && Object.keys(value).length > 0) {
      for (const [key, inner] of Object.entries(value))
        if (!isSecretField(value, key)) visit(inner, fieldSchema(schema, key), [...at, `f:${key}`])
    } else if (Array.isArray(value) && value.length > 0 && isMerged(schema, value)) {
      for (const [key, entry] of entriesOf(schema, value)) visit(entry, itemSchema(schema), [...at, key])
    } else if (!Array.isArray(value) || !value.some((_, i) => isSecretItem(value, i)))
      leaves.set(placeOf(at), value)
  }
  visit(value, schema, at)
  return leaves
}

/** A place on which folder and cluster do not agree. */
export interface OpenPlace {
  /** As managedFields name it. */
  readonly field: readonly string[]
  readonly schema: Schema
  readonly folder: unknown
  readonly cluster: unknown
}

/**
 * Of an object as an apply leaves it, or as a pull found it: then what is still open keeps what was agreed before.
 * Undefined for Secrets, and for what is too large.
 */
export const digestsOf = (
  object: Resource,
  schema: Schema,
  open: readonly OpenPlace[] = [],
  before: Digests = new Map(),
): string | undefined => {
  if (object.kind === 'Secret') return undefined
  const digests = new Map<string, string>()
  for (const [place, value] of leavesOf(essence(object), schema, []))
    digests.set(place, digest(canonical(value)))
  for (const { field, schema: own, folder, cluster } of open)
    for (const place of [...leavesOf(folder, own, field).keys(), ...leavesOf(cluster, own, field).keys()]) {
      const agreed = before.get(place)
      if (agreed === undefined) digests.delete(place)
      else digests.set(place, agreed)
    }
  const text = [...digests].map(([place, value]) => place + value).join('')
  return text.length > MOST ? undefined : text
}

/** Whether every field of an object is as it was agreed on. */
export const isAsAgreed = (object: Resource, agreed: Digests, schema: Schema): boolean =>
  [...leavesOf(essence(object), schema, [])].every(
    ([place, value]) => agreed.get(place) === digest(canonical(value)),
  )

export const readDigests = (text: string): Digests => {
  const digests = new Map<string, string>()
  for (let i = 0; i + 2 * LENGTH <= text.length; i += 2 * LENGTH)
    digests.set(text.slice(i, i + LENGTH), text.slice(i + LENGTH, i + 2 * LENGTH))
  return digests
}

/**
 * Who left what was agreed at one place: `cluster` has the one value now, `folder` wants the other. Undefined where the
 * values have no digests.
 */
export const authorOf = (
  agreed: Digests,
  { cluster, folder }: { readonly cluster: unknown; readonly folder: unknown },
  schema: Schema,
  at: readonly string[],
): Author | undefined => {
  const [live, wanted] = [leavesOf(cluster, schema, at), leavesOf(folder, schema, at)]
  const all = new Set([...live.keys(), ...wanted.keys()])
  const left = (side: ReadonlyMap<string, unknown>): boolean =>
    [...all].some((place) => {
      const value = side.get(place)
      return (value === undefined ? undefined : digest(canonical(value))) !== agreed.get(place)
    })
  if (left(live)) return left(wanted) ? 'both' : 'cluster'
  return left(wanted) ? 'folder' : undefined
}

export interface LastApplied {
  /** The Git commit that the folder was at, with nothing uncommitted. */
  readonly commit: string | undefined
  readonly digests: string
}

export const lastApplied = (live: Resource): LastApplied | undefined => {
  const [commit = '', digests] = live.metadata.annotations?.[APPLIED]?.split(' ') ?? []
  return digests === undefined
    ? undefined
    : { commit: /^[0-9a-f]{40,}$/.test(commit) ? commit : undefined, digests }
}

/** The object with the note of what its apply leaves; undefined takes none along. */
export const noted = (resource: Resource, note: string | undefined): Resource => {
  if (note === undefined) return resource
  const annotations = { ...resource.metadata.annotations, [APPLIED]: note }
  return { ...resource, metadata: { ...resource.metadata, annotations } }
}

export const noteOf = ({ commit, digests }: LastApplied): string => `${commit ?? '-'} ${digests}`
