/** Keeps what a process writes itself from being told to it as news, though a watch may tell it before the reply does. */
import { type Resource, refKey, refOf } from '../../model/resource.ts'
import type { ObjectChange } from '../../model/watched-cluster.ts'

const keyOf = ({ was, is }: ObjectChange): string => refKey(refOf(is ?? was))

export class OwnWrites {
  /** By refKey of what is being written: what was told of it meanwhile. */
  readonly #held = new Map<string, ObjectChange[]>()

  begin(key: string): void {
    if (!this.#held.has(key)) this.#held.set(key, [])
  }

  /** What is news now; the rest waits for the end of its write. */
  sift(changes: readonly ObjectChange[]): ObjectChange[] {
    return changes.filter((change) => {
      const held = this.#held.get(keyOf(change))
      held?.push(change)
      return held === undefined
    })
  }

  /** What was told meanwhile and is not what the write made of the object; `made` is absent where it failed. */
  end(key: string, made?: Resource): ObjectChange[] {
    const held = this.#held.get(key) ?? []
    this.#held.delete(key)
    return held.filter(
      ({ is }) => made === undefined || is?.metadata.resourceVersion !== made.metadata.resourceVersion,
    )
  }
}
