/** Tells what is revoked while somebody watches, by whom, and what is no longer. */
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { Revocation } from '../../model/revocation.ts'
import type { ObjectState } from '../../model/sync.ts'
import type { Teller } from './teller.ts'

export class RevokedObjects {
  readonly #teller: Teller
  #known: ReadonlyMap<string, ResourceRef> = new Map()

  constructor(teller: Teller) {
    this.#teller = teller
  }

  /** `journal`: by refKey, what holds each object. */
  see(states: readonly ObjectState[], journal: ReadonlyMap<string, Revocation>): void {
    const now = new Map<string, ResourceRef>()
    for (const { ref, state, problem } of states) {
      if (state !== 'Revoked') continue
      const key = refKey(ref)
      const by = journal.get(key)
      now.set(key, ref)
      this.#teller.once(
        {
          event: 'revoked',
          ref,
          ...(by === undefined ? {} : { by }),
          ...(problem === undefined ? {} : { error: problem }),
        },
        [by?.id, problem?.code],
      )
    }
    for (const [key, ref] of this.#known) {
      if (now.has(key)) continue
      // What has only left the folder is revoked as before.
      if (journal.has(key)) now.set(key, ref)
      else this.#teller.done({ event: 'restored', ref })
    }
    this.#known = now
  }
}
