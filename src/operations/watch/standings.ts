/** Whose doing it is that the two sides differ, by how each object was when they were last seen to agree on it. */
import { type Resource, type ResourceRef, refKey } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { type Agreed, type Standing, standingOf, wishOf } from '../../plan/standing.ts'
import type { Agreements } from '../agreements.ts'

export interface Judged {
  readonly key: string
  readonly object: ObjectState
  readonly standing: Standing
}

export class Standings {
  /** By refKey. */
  readonly #agreed = new Map<string, Agreed>()
  /** The refKeys of the last pass. */
  #keys: ReadonlySet<string> = new Set()
  #isFirst = true

  /** Whether the last pass looked at that object. */
  covers(ref: ResourceRef): boolean {
    return this.#keys.has(refKey(ref))
  }

  /** Of a whole pass: what is not among the objects any more is forgotten. */
  judge(objects: readonly ObjectState[], agreements: Agreements): Judged[] {
    const judged = objects.map((object) => this.#judge(object, agreements))
    this.#isFirst = false
    this.#keys = new Set(judged.map(({ key }) => key))
    for (const key of this.#agreed.keys()) if (!this.#keys.has(key)) this.#agreed.delete(key)
    return judged
  }

  /** The cluster has of it what the folder says. */
  agree({ ref, desired }: ObjectState, live: Resource | undefined): void {
    if (desired === undefined) return
    this.#agreed.set(refKey(ref), { desired: wishOf(desired), ...(live === undefined ? {} : { live }) })
  }

  #judge(object: ObjectState, agreements: Agreements): Judged {
    const { ref, state } = object
    const key = refKey(ref)
    // What this copy of the folder once put there was deleted while nobody watched.
    if (this.#isFirst && state === 'OnlyInFolder' && agreements.knows(ref)) this.agree(object, undefined)
    const standing = standingOf(object, this.#agreed.get(key))
    if (standing === 'settled') this.agree(object, object.live)
    // What comes back after that is new.
    if (standing === 'revoked') this.#agreed.delete(key)
    return { key, object, standing }
  }
}
