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

const kindKey = (group: string, kind: string): string => `${group}/${kind}`

export const makeWorld = (subjects: readonly Subject[], around: Surroundings = {}): World => {
  const { outside = nothingKnown, gateway, revoked, servers } = around
  const kinds = new Map<string, Subject[]>()
  const byKey = new Map<string, Subject>()
  for (const subject of subjects) {
    const { ref } = subject
    if (ref === undefined) continue
    append(kinds, kindKey(groupOf(ref.apiVersion), ref.kind), subject)
    const key = refKey(ref)
    if (!byKey.has(key)) byKey.set(key, subject)
  }
  const ofKind = (group: string, kind: string): readonly Subject[] => kinds.get(kindKey(group, kind)) ?? []
  const namespaces = new Map<string, Map<string, Mapping[]>>()
  const inNamespaces = (kind: string): ReadonlyMap<string, readonly Mapping[]> => {
    let known = namespaces.get(kind)
    if (known === undefined) {
      namespaces.set(kind, (known = new Map<string, Mapping[]>()))
      for (const { ref, value } of kinds.get(kind) ?? [])
        if (ref?.namespace !== undefined) append(known, ref.namespace, value)
    }
    return known
  }
  let names: Names | undefined
  return {
    subjects,
    ofKind,
    find: (ref) => byKey.get(refKey(ref)),
    lookup: (ref) => {
      if (byKey.has(refKey(ref))) return 'in-input'
      const standing = outside.find(ref)
      return standing.is === 'there' ? 'in-cluster' : standing.is
    },
    object: (ref) => {
      const own = byKey.get(refKey(ref))
      if (own !== undefined) return own.value
      const standing = outside.find(ref)
      return standing.is === 'there' ? standing.object : undefined
    },
    all: ({ apiVersion, kind }, namespace) => {
      const own = inNamespaces(kindKey(groupOf(apiVersion), kind)).get(namespace) ?? []
      const others = outside.all({ apiVersion, kind }, namespace)
      return { objects: others === undefined ? own : [...own, ...others], whole: others !== undefined }
    },
    meant: (ref, alternatives) =>
      (names ??= makeNames((kind) => kinds.get(kind) ?? [])).meant(ref, alternatives),
    gateway,
    revokedBy: (ref) => revoked?.get(refKey(ref)),
    servers: servers ?? (() => Promise.resolve(new Map())),
  }
}
