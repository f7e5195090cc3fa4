/** The input's objects by name: for what a reference to nowhere may have meant. */
import { groupOf, refKey, refLabel, type ResourceRef } from '../../model/resource.ts'
import { nearest } from '../../model/nearest.ts'
import type { Subject } from '../subject.ts'

/** Comparing a name with more than so many would take longer than all the rest. */
const MOST_COMPARED = 200

export interface Names {
  /**
   * The end of a sentence about what the input has instead: the same name elsewhere, among objects of the kinds
   * `group/Kind`, or a name much like it. Undefined for neither.
   */
  meant(ref: ResourceRef, kinds: readonly string[]): string | undefined
}

const beside = (ref: ResourceRef): string => refKey({ ...ref, name: '' })

export const makeNames = (subjects: readonly Subject[]): Names => {
  const byName = new Map<string, ResourceRef[]>()
  const names = new Map<string, string[]>()
  const add = <T>(map: Map<string, T[]>, key: string, value: T): void => {
    const list = map.get(key)
    if (list === undefined) map.set(key, [value])
    else list.push(value)
  }
  for (const { ref } of subjects) {
    if (ref === undefined) continue
    add(byName, ref.name, ref)
    add(names, beside(ref), ref.name)
  }
  return {
    meant: (ref, kinds) => {
      const other = byName
        .get(ref.name)
        ?.find(({ apiVersion, kind }) => kinds.includes(`${groupOf(apiVersion)}/${kind}`))
      if (other !== undefined) return `there is ${refLabel(other)} in namespace ${other.namespace ?? ''}`
      const candidates = names.get(beside(ref)) ?? []
      const near = candidates.length > MOST_COMPARED ? undefined : nearest(ref.name, candidates)
      return near === undefined ? undefined : `did you mean "${near}"?`
    },
  }
}
