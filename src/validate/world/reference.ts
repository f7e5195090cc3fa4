/** References out of objects: where they stand, and what they lead to. */
import type { JsonPath } from '../../model/document.ts'
import type { Mapping } from '../../model/mapping.ts'
import type { ResourceRef } from '../../model/resource.ts'
import type { NamedSubject, ObjectsOfKind, World } from './world.ts'

export interface Reference {
  /** The object that it stands in. */
  readonly from: NamedSubject
  /** To the map that is the reference. */
  readonly path: JsonPath
  readonly ref: Mapping
  readonly kind: ObjectsOfKind
  readonly to: ResourceRef
  /** What it leads to, where the input has that. Looked up once, since many rules ask. */
  readonly target: NamedSubject | undefined
}

export const text = (value: unknown, fallback: string): string =>
  typeof value === 'string' ? value : fallback

/** An object by its group; the version is the one that this program knows, since no reference names it. */
export const refTo = (
  { apiVersion, kind, namespaced }: ObjectsOfKind,
  namespace: string,
  name: string,
): ResourceRef => (namespaced ? { apiVersion, kind, namespace, name } : { apiVersion, kind, name })

export const referenceTo = (
  from: NamedSubject,
  path: JsonPath,
  ref: Mapping,
  kind: ObjectsOfKind,
  namespace: string,
  name: string,
): Reference => {
  const target = kind.byNamespace.get(kind.namespaced ? namespace : '')?.get(name)
  return { from, path, ref, kind, to: target?.ref ?? refTo(kind, namespace, name), target }
}

/**
 * A reference as most fields have it: of the kind `usual` where it names none, and of its object's own namespace.
 * Undefined where it names nothing: the schema says so.
 */
export const referenceOf = (
  world: World,
  from: NamedSubject,
  path: JsonPath,
  ref: Mapping,
  usual: ObjectsOfKind,
): Reference | undefined => {
  const { group, kind, namespace, name } = ref
  if (typeof name !== 'string' || name === '') return undefined
  const named =
    group === undefined && kind === undefined
      ? usual
      : world.kind(text(group, usual.group), text(kind, usual.kind))
  return referenceTo(from, path, ref, named, text(namespace, from.ref.namespace ?? ''), name)
}
