/** Tells what has left this copy of a folder from what a colleague has just applied from a newer one. */
import { refKey } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import type { Agreements } from '../agreements.ts'

export class EverHeld {
  /** The refKeys of all that the folder held since this began. */
  readonly #keys = new Set<string>()

  /** The same objects; what this copy never held is to stay. */
  sift(objects: readonly ObjectState[], agreements: Agreements): ObjectState[] {
    for (const { ref, desired } of objects) if (desired !== undefined) this.#keys.add(refKey(ref))
    return objects.map((object) => {
      const { ref, state, kept } = object
      const isOurs = this.#keys.has(refKey(ref)) || agreements.knows(ref)
      if (state !== 'OnlyInCluster' || kept !== undefined || isOurs) return object
      return { ...object, kept: 'this copy of the folder never held it; `apply --prune` takes it out' }
    })
  }
}
