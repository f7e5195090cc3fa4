/** The input's objects by name: for what a reference to nowhere may have meant. */
import { groupOf, refLabel, type ResourceRef } from '../../model/resource.ts'
import { append } from '../../model/multimap.ts'
import { nearest } from '../../model/nearest.ts'
import { once } from './once.ts'
import type { ObjectsOfKind, World } from './world.ts'

/** Comparing a name with more than so many would take longer than all the rest. */
const MOST_COMPARED = 200

export interface Names {
  /**
   * The end of a sentence about what the input has instead: the same name elsewhere, among objects of the kinds, or a
   * name much like it. Undefined for neither.
   */
  meant(ref: ResourceRef, kinds: readonly ObjectsOfKind[]): string | undefined
}

/** The first object of each name. */
const byName = ({ subjects }: ObjectsOfKind): ReadonlyMap<string, ResourceRef> => {
  const refs = new Map<string, ResourceRef>()
  for (const { ref } of subjects) if (!refs.has(ref.name)) refs.set(ref.name, ref)
  return refs
}

const byNamespace = ({ subjects }: ObjectsOfKind): ReadonlyMap<string, readonly string[]> => {
  const names = new Map<string, string[]>()
  for (const { ref } of subjects) append(names, ref.namespace ?? '', ref.name)
  return names
}

/** A kind is indexed when it is first asked for. */
export const makeNames = (kindOfInput: World['kind']): Names => {
  const [named, namesIn] = [once(byName), once(byNamespace)]
  return {
    meant: (ref, kinds) => {
      for (const kind of kinds) {
        const other = named(kind).get(ref.name)
        if (other !== undefined) return `there is ${refLabel(other)} in namespace ${other.namespace ?? ''}`
      }
      const own = kindOfInput(groupOf(ref.apiVersion), ref.kind)
      const candidates = namesIn(own).get(ref.namespace ?? '') ?? []
      const near = candidates.length > MOST_COMPARED ? undefined : nearest(ref.name, candidates)
      return near === undefined ? undefined : `did you mean "${near}"?`
    },
  }
}
