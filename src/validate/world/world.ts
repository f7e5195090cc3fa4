/**
 * The input as rules across resources see it: the objects by kind and by name, and what is known around them.
 * Made once a run; what costs more than one pass over the objects is made when it is first asked for.
 */
import type { Mapping } from '../../model/mapping.ts'
import { append } from '../../model/multimap.ts'
import { groupOf, refKey, type ResourceRef } from '../../model/resource.ts'
import type { Subject } from '../subject.ts'
import { makeNames, type Names } from './names.ts'
import { type KnownServer, nothingKnown, type RevokedBy, type Surroundings } from './outside.ts'

export type Presence = 'in-input' | 'in-cluster' | 'absent' | 'unknown'

export interface World {
  readonly subjects: readonly Subject[]
  /** The objects of a kind, of whatever version. */
  ofKind(group: string, kind: string): readonly Subject[]
  /** The first object of that name in the input. */
  find(ref: ResourceRef): Subject | undefined
  /** Where a reference leads. `absent`: neither the input nor the cluster has it; `unknown`: no cluster told. */
  lookup(ref: ResourceRef): Presence
  /** What is referred to, out of the input or the cluster; of the cluster's perhaps the metadata alone. */
  object(ref: ResourceRef): Mapping | undefined
  /** All objects of a kind in a namespace; `whole` where there are surely no others. */
  all(kind: KindName, namespace: string): { readonly objects: readonly Mapping[]; readonly whole: boolean }
  /** What a reference to nowhere may have meant. */
  meant: Names['meant']
  readonly gateway: Surroundings['gateway']
  revokedBy(ref: ResourceRef): RevokedBy | undefined
  servers(): Promise<ReadonlyMap<string, KnownServer>>
}

export interface KindName {
  readonly apiVersion: string
  readonly kind: string
}

/** The objects of a kind. Names are looked up one after the other, which takes less time than to make one key of them. */
interface KindIndex {
  readonly subjects: Subject[]
  readonly byNamespace: Map<string, Map<string, Subject>>
}

/** By group, then kind. */
type Index = ReadonlyMap<string, ReadonlyMap<string, KindIndex>>

const inside = <K, V>(map: Map<K, V>, key: K, make: () => V): V => {
  let value = map.get(key)
  if (value === undefined) map.set(key, (value = make()))
  return value
}

const indexOf = (subjects: readonly Subject[]): Index => {
  const groups = new Map<string, Map<string, KindIndex>>()
  for (const subject of subjects) {
    const { ref } = subject
    if (ref === undefined) continue
    const kinds = inside(groups, groupOf(ref.apiVersion), () => new Map<string, KindIndex>())
    const index = inside(kinds, ref.kind, () => ({ subjects: [], byNamespace: new Map() }))
    index.subjects.push(subject)
    const names = inside(index.byNamespace, ref.namespace ?? '', () => new Map<string, Subject>())
    if (!names.has(ref.name)) names.set(ref.name, subject)
  }
  return groups
}

export const makeWorld = (subjects: readonly Subject[], around: Surroundings = {}): World => {
  const { outside = nothingKnown, gateway, revoked, servers } = around
  const index = indexOf(subjects)
  const ofKind = (group: string, kind: string): readonly Subject[] =>
    index.get(group)?.get(kind)?.subjects ?? []
  const find = ({ apiVersion, kind, namespace = '', name }: ResourceRef): Subject | undefined =>
    index.get(groupOf(apiVersion))?.get(kind)?.byNamespace.get(namespace)?.get(name)
  /** Of kinds of which few objects are ever asked for so; made when one is. */
  const namespaces = new Map<string, Map<string, Mapping[]>>()
  const inNamespaces = (group: string, kind: string): ReadonlyMap<string, readonly Mapping[]> =>
    inside(namespaces, `${group}/${kind}`, () => {
      const values = new Map<string, Mapping[]>()
      for (const { ref, value } of ofKind(group, kind))
        if (ref?.namespace !== undefined) append(values, ref.namespace, value)
      return values
    })
  let names: Names | undefined
  return {
    subjects,
    ofKind,
    find,
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
      const own = inNamespaces(groupOf(apiVersion), kind).get(namespace) ?? []
      const others = outside.all({ apiVersion, kind }, namespace)
      return { objects: others === undefined ? own : [...own, ...others], whole: others !== undefined }
    },
    meant: (ref, alternatives) => (names ??= makeNames(ofKind)).meant(ref, alternatives),
    gateway,
    revokedBy: (ref) => revoked?.get(refKey(ref)),
    servers: servers ?? (() => Promise.resolve(new Map())),
  }
}
