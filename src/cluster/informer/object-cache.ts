/** The objects of one list as last seen, and what each sight of them changes. */
import type { Listing } from '../../model/cluster.ts'
import { type Resource, refKey, type ResourceRef, refOf } from '../../model/resource.ts'
import type { ObjectChange } from '../../model/watched-cluster.ts'

const versionOf = ({ metadata }: Resource): string => metadata.resourceVersion ?? ''

/** Versions of one API server are numbers that grow; where they are not, what comes later counts. */
const isNewer = (version: string, than: string): boolean => {
  if (version === than) return false
  if (!/^\d+$/.test(version) || !/^\d+$/.test(than)) return true
  return version.length === than.length ? version > than : version.length > than.length
}

export class ObjectCache {
  readonly #objects = new Map<string, Resource>()
  /** What we wrote since the last list was asked for: it may be newer than that list. */
  readonly #written = new Set<string>()

  get objects(): Resource[] {
    return [...this.#objects.values()]
  }

  get(ref: ResourceRef): Resource | undefined {
    return this.#objects.get(refKey(ref))
  }

  /** Undefined where this, or something newer, was known. */
  see(object: Resource): ObjectChange | undefined {
    const key = refKey(refOf(object))
    const was = this.#objects.get(key)
    if (was !== undefined && !isNewer(versionOf(object), versionOf(was))) return undefined
    this.#objects.set(key, object)
    return { ...(was === undefined ? {} : { was }), is: object }
  }

  /** `object`: as it was when it went. */
  seeGone(object: Resource): ObjectChange | undefined {
    const key = refKey(refOf(object))
    const was = this.#objects.get(key)
    // Another of that name stands there already.
    if (was === undefined || isNewer(versionOf(was), versionOf(object))) return undefined
    this.#objects.delete(key)
    return { was }
  }

  /** What a write of our own made of an object: its event, which comes later, is no news. */
  write(object: Resource): void {
    if (this.see(object) !== undefined) this.#written.add(refKey(refOf(object)))
  }

  /** A list is asked for: what was written before shows in it. */
  beginList(): void {
    this.#written.clear()
  }

  /** All as it stood at one moment: what is not in it went without being told. */
  seeAll({ objects, resourceVersion }: Listing): ObjectChange[] {
    const seen = new Map(objects.map((object) => [refKey(refOf(object)), object]))
    const changes: ObjectChange[] = []
    for (const [key, was] of this.#objects) {
      if (this.#written.has(key) && isNewer(versionOf(was), resourceVersion)) seen.set(key, was)
      if (seen.has(key)) continue
      this.#objects.delete(key)
      changes.push({ was })
    }
    for (const [key, object] of seen) {
      const was = this.#objects.get(key)
      if (was !== undefined && versionOf(was) === versionOf(object)) continue
      // Whatever its version: an API server that was put back to an earlier state counts anew.
      this.#objects.set(key, object)
      changes.push({ ...(was === undefined ? {} : { was }), is: object })
    }
    return changes
  }
}
