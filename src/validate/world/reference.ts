/** References out of objects: where they stand, and what they lead to. */
import type { JsonPath } from '../../model/document.ts'
import { kindOf } from '../../model/kinds.ts'
import type { Mapping } from '../../model/mapping.ts'
import type { ResourceRef } from '../../model/resource.ts'

export interface Reference {
  /** To the map that is the reference. */
  readonly path: JsonPath
  readonly ref: Mapping
  readonly to: ResourceRef
  readonly group: string
  /** `group/Kind`; of the core group `/Kind`. */
  readonly kindName: string
}

export interface ReferenceDefaults {
  readonly group: string
  readonly kind: string
  readonly namespace: string
}

export const text = (value: unknown, fallback: string): string =>
  typeof value === 'string' ? value : fallback

/** An object by its group; the version is the one that this program knows, since no reference names it. */
export const refTo = (group: string, kind: string, namespace: string, name: string): ResourceRef => {
  const known = kindOf(group, kind)
  const apiVersion = known?.apiVersion ?? (group === '' ? 'v1' : `${group}/v1`)
  return known?.namespaced === false ? { apiVersion, kind, name } : { apiVersion, kind, namespace, name }
}

/** Undefined where the reference names nothing: the schema says so. */
export const referenceOf = (
  path: JsonPath,
  ref: Mapping,
  defaults: ReferenceDefaults,
): Reference | undefined => {
  const { name } = ref
  if (typeof name !== 'string' || name === '') return undefined
  const group = text(ref['group'], defaults.group)
  const kind = text(ref['kind'], defaults.kind)
  const to = refTo(group, kind, text(ref['namespace'], defaults.namespace), name)
  return { path, ref, to, group, kindName: `${group}/${kind}` }
}
