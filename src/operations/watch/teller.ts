/** Tells each thing about an object once: until it changes, or is over. */
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { ObjectEvent, SyncEvent } from '../../model/sync-event.ts'

export class Teller {
  readonly #tell: (event: SyncEvent) => void
  readonly #told = new Map<string, string>()

  constructor(tell: (event: SyncEvent) => void) {
    this.#tell = tell
  }

  /** `about`: what makes it another thing than was told. */
  once(event: ObjectEvent, about: unknown): void {
    const key = refKey(event.ref)
    const text = JSON.stringify([event.event, about])
    if (this.#told.get(key) === text) return
    this.#told.set(key, text)
    this.#tell(event)
  }

  /** Something was done, and what was told before is over. */
  done(event: ObjectEvent): void {
    this.#told.delete(refKey(event.ref))
    this.#tell(event)
  }

  /** All is as it should be, which is told where something was told before. */
  settled(ref: ResourceRef): void {
    if (this.#told.delete(refKey(ref))) this.#tell({ event: 'settled', ref })
  }
}
