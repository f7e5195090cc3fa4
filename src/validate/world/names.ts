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

/** The objects of a kind by their name, and the names of a namespace. */
interface Index {
  readonly byName: ReadonlyMap<string, ResourceRef>
  readonly ofNamespace: ReadonlyMap<string, readonly string[]>
}

const indexOf = ({ subjects }: ObjectsOfKind): Index => {
  const byName = new Map<string, ResourceRef>()
  const ofNamespace = new Map<string, string[]>()
  for (const { ref } of subjects) {
    if (!byName.has(ref.name)) byName.set(ref.name, ref)
    append(ofNamespace, ref.namespace ?? '', ref.name)
  }
  return { byName, ofNamespace }
}

/** A kind is indexed when it is first asked for. */
export const makeNames = (kindOfInput: World['kind']): Names => {
  const indexFor = once(indexOf)
  return {
    meant: (ref, kinds) => {
      for (const kind of kinds) {
        const other = indexFor(kind).byName.get(ref.name)
        if (other !== undefined) return `there is ${refLabel(other)} in namespace ${other.namespace ?? ''}`
      }
      const own = indexFor(kindOfInput(groupOf(ref.apiVersion), ref.kind))
      const candidates = own.ofNamespace.get(ref.namespace ?? '') ?? []
      const near = candidates.length > MOST_COMPARED ? undefined : nearest(ref.name, candidates)
      return near === undefined ? undefined : `did you mean "${near}"?`
    },
  }
}
