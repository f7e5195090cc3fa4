/** Tells each thing about an object once: until it changes, or is over. */
import type { UserError } from '../../errors.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { ObjectEvent, SyncEvent } from '../../model/sync-event.ts'

/** Of one failure: how often it was tried, and how long that took, makes it no other. */
const causeOf = ({ code, message }: UserError): string => `${code} ${message.replace(/\d+(?:\.\d+)?/g, '0')}`

export class Teller {
  readonly #tell: (event: SyncEvent) => void
  /** By refKey, where the object stands, as it was told last. */
  readonly #told = new Map<string, string>()
  /** By refKey, why the last attempt to change that failed. */
  readonly #failed = new Map<string, string>()

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

  /** An attempt failed; the object stands where it stood. */
  failed(ref: ResourceRef, error: UserError): void {
    const key = refKey(ref)
    const cause = causeOf(error)
    if (this.#failed.get(key) === cause) return
    this.#failed.set(key, cause)
    this.#tell({ event: 'failed', ref, error })
  }

  /** Something was done, and what was told before is over. */
  done(event: ObjectEvent): void {
    this.#forget(event.ref)
    this.#tell(event)
  }

  /** All is as it should be, which is told where something was told before. */
  settled(ref: ResourceRef): void {
    if (this.#forget(ref)) this.#tell({ event: 'settled', ref })
  }

  /** Whether there was anything. */
  #forget(ref: ResourceRef): boolean {
    const key = refKey(ref)
    const [wasTold, hadFailed] = [this.#told.delete(key), this.#failed.delete(key)]
    return wasTold || hadFailed
  }
}
