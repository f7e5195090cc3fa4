/**
 * The input as rules across resources see it: the objects by kind and by name, and what is known around them.
 * Made once a run; what costs more than one pass over the objects is made when it is first asked for.
 */
import { kindOf } from '../../model/kinds.ts'
import type { Mapping } from '../../model/mapping.ts'
import { append } from '../../model/multimap.ts'
import { groupOf, type ResourceRef } from '../../model/resource.ts'
import type { Subject } from '../subject.ts'
import { makeNames, type Names } from './names.ts'
import { type KnownServer, nothingKnown, type RevokedBy, type Surroundings } from './outside.ts'

export type Presence = 'in-input' | 'in-cluster' | 'absent' | 'unknown'

export interface World {
  /** There is one object of each kind, so that two may be compared by `===`. */
  kind(group: string, kind: string): ObjectsOfKind
  /** The objects that the input has already under the same name, with the first of that name. */
  readonly repeated: readonly (readonly [subject: NamedSubject, first: NamedSubject])[]
  readonly subjects: readonly Subject[]
  /** Where a reference leads. `absent`: neither the input nor the cluster has it; `unknown`: no cluster told. */
  lookup(ref: ResourceRef): Presence
  /** What is referred to, out of the input or the cluster; of the cluster's perhaps the metadata alone. */
  object(ref: ResourceRef): Mapping | undefined
  /** All objects of a kind in a namespace; `whole` where there are surely no others. */
  all(kind: KindName, namespace: string): { readonly objects: readonly Mapping[]; readonly whole: boolean }
  /** What a reference to nowhere may have meant. */
  meant: Names['meant']
  readonly gateway: Surroundings['gateway']
  /** By refKey. */
  readonly revoked: ReadonlyMap<string, RevokedBy>
  servers(): Promise<ReadonlyMap<string, KnownServer>>
}

export interface KindName {
  readonly apiVersion: string
  readonly kind: string
}

/** An object that names itself. */
export interface NamedSubject extends Subject {
  readonly ref: ResourceRef
}

/**
 * A kind, in the version that this program knows, and the input's objects of it, of whatever version. Names are looked
 * up one after the other, which takes less time than to make one key of them.
 */
export interface ObjectsOfKind extends KindName {
  readonly group: string
  readonly isKnown: boolean
  readonly namespaced: boolean
  readonly subjects: NamedSubject[]
  /** The first object of each name. */
  readonly byNamespace: Map<string, Map<string, NamedSubject>>
}

const isNamed = (subject: Subject): subject is NamedSubject => subject.ref !== undefined

const inside = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

/** The kinds by group, then name; each is made when it is first asked for. */
const makeKinds = (): World['kind'] => {
  const groups = new Map<string, Map<string, ObjectsOfKind>>()
  const find: World['kind'] = (group, kind) => groups.get(group)?.get(kind) ?? add(group, kind)
  const add: World['kind'] = (group, kind) => {
    const made = make(group, kind)
    inside(groups, group, () => new Map<string, ObjectsOfKind>()).set(kind, made)
    return made
  }
  const make = (group: string, kind: string): ObjectsOfKind => {
    const known = kindOf(group, kind)
    const apiVersion = known?.apiVersion ?? (group === '' ? 'v1' : `${group}/v1`)
    // A group with a version, which the schema refuses, leads to the same objects as the one without.
    const plain = groupOf(apiVersion)
    const { subjects, byNamespace } =
      plain === group ? { subjects: [], byNamespace: new Map<never, never>() } : find(plain, kind)
    const [isKnown, namespaced] = [known !== undefined, known?.namespaced !== false]
    return { group, kind, apiVersion, isKnown, namespaced, subjects, byNamespace }
  }
  return find
}

/** Puts an object to its kind; gives the one before it of the same name. */
const add = (subject: NamedSubject, { subjects, byNamespace }: ObjectsOfKind): NamedSubject | undefined => {
  const { namespace = '', name } = subject.ref
  subjects.push(subject)
  const names = byNamespace.get(namespace)
  if (names === undefined) byNamespace.set(namespace, new Map([[name, subject]]))
  const first = names?.get(name)
  if (first === undefined) names?.set(name, subject)
  return first
}

export const makeWorld = (subjects: readonly Subject[], around: Surroundings = {}): World => {
  const { outside = nothingKnown, gateway, revoked = new Map(), servers } = around
  const kindOfInput = makeKinds()
  const repeated: [NamedSubject, NamedSubject][] = []
  for (const subject of subjects) {
    if (!isNamed(subject)) continue
    const first = add(subject, kindOfInput(groupOf(subject.ref.apiVersion), subject.ref.kind))
    if (first !== undefined) repeated.push([subject, first])
  }
  const find = ({ apiVersion, kind, namespace = '', name }: ResourceRef): Subject | undefined =>
    kindOfInput(groupOf(apiVersion), kind).byNamespace.get(namespace)?.get(name)
  /** Of kinds of which few objects are ever asked for so; made when one is. */
  const namespaces = new Map<ObjectsOfKind, Map<string, Mapping[]>>()
  const inNamespaces = (kind: ObjectsOfKind): ReadonlyMap<string, readonly Mapping[]> =>
    inside(namespaces, kind, () => {
      const values = new Map<string, Mapping[]>()
      for (const { ref, value } of kind.subjects)
        if (ref.namespace !== undefined) append(values, ref.namespace, value)
      return values
    })
  let names: Names | undefined
  return {
    subjects,
    kind: kindOfInput,
    repeated,
    lookup: (ref) => {
      if (find(ref) !== undefined) return 'in-input'
      const standing = outside.find(ref)
      return standing.is === 'there' ? 'in-cluster' : standing.is
    },
    object: (ref) => {
      const own = find(ref)
      if (own !== undefined) return own.value
      const standing = outside.find(ref)
      return standing.is === 'there' ? standing.object : undefined
    },
    all: ({ apiVersion, kind }, namespace) => {
      const own = inNamespaces(kindOfInput(groupOf(apiVersion), kind)).get(namespace) ?? []
      const others = outside.all({ apiVersion, kind }, namespace)
      return { objects: others === undefined ? own : [...own, ...others], whole: others !== undefined }
    },
    meant: (ref, alternatives) => (names ??= makeNames(kindOfInput)).meant(ref, alternatives),
    gateway,
    revoked,
    servers: servers ?? (() => Promise.resolve(new Map())),
  }
}
