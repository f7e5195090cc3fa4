/** What the folder does not hold any more: told where it stays, and taken out where it is to go. */
import { UserError } from '../../errors.ts'
import type { Clock } from '../../model/clock.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import type { SyncEvent } from '../../model/sync-event.ts'
import { guardPrune, pruneOf } from '../../plan/prune-guard.ts'
import type { Teller } from './teller.ts'

/** A file that an editor or Git writes anew is missing for a moment, in milliseconds. */
const GRACE = 2000
const UNPRUNED = '--prune would take it out'

export interface LeaversOptions {
  readonly prune: boolean
  readonly allowEmpty: boolean
  readonly allowMany: boolean
  readonly clock: Clock
  readonly tell: (event: SyncEvent) => void
}

export class Leavers {
  readonly #options: LeaversOptions
  readonly #teller: Teller
  /** By refKey, what the folder held at the last look, and the cluster too. */
  #held = new Map<string, ResourceRef>()
  /** By refKey, since when it is missing. */
  #since = new Map<string, number>()
  #states: readonly ObjectState[] = []
  #told = ''

  constructor(options: LeaversOptions, teller: Teller) {
    this.#options = options
    this.#teller = teller
  }

  /** `missed`: kinds of which it is not known. */
  see(states: readonly ObjectState[], missed: readonly string[]): void {
    const { prune, clock } = this.#options
    this.#states = states
    const present = new Set(states.map(({ ref }) => refKey(ref)))
    if (!prune)
      for (const [key, ref] of this.#held)
        if (!present.has(key)) this.#teller.once({ event: 'left', ref, why: UNPRUNED }, UNPRUNED)
    for (const { ref, kept } of states)
      if (kept !== undefined) this.#teller.once({ event: 'left', ref, why: kept }, kept)
    this.#held = new Map(
      states.flatMap(({ ref, live, desired }) =>
        live === undefined || desired === undefined ? [] : [[refKey(ref), ref]],
      ),
    )
    const now = clock.now()
    this.#since = new Map(this.#going().map(({ ref }) => [refKey(ref), this.#since.get(refKey(ref)) ?? now]))
    if (missed.length > 0)
      this.#trouble(
        new UserError('forbidden', `it is not known what is left over of ${missed.join(', ')}`, {
          hint: 'ask for the right to list them in all namespaces',
        }),
      )
  }

  /** It stands in the cluster now, too. */
  put(ref: ResourceRef): void {
    this.#held.set(refKey(ref), ref)
  }

  due(since: number): number {
    const next = [...this.#since.values()].map((missing) => missing + GRACE).filter((due) => due > since)
    return Math.min(Infinity, ...next)
  }

  /** What goes now: all that was missing for long enough, if it is not too much. */
  async ripe(): Promise<ObjectState[]> {
    const { allowEmpty, allowMany, clock } = this.#options
    const now = clock.now()
    const going = this.#going().filter(({ ref }) => now - (this.#since.get(refKey(ref)) ?? now) >= GRACE)
    if (going.length === 0) return []
    try {
      await guardPrune(pruneOf(this.#states), {
        empty: allowEmpty,
        confirm: allowMany ? () => Promise.resolve(true) : undefined,
      })
      this.#told = ''
      return going
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      this.#trouble(error)
      return []
    }
  }

  #going(): ObjectState[] {
    return this.#states.filter(({ state, kept }) => state === 'OnlyInCluster' && kept === undefined)
  }

  #trouble(error: UserError): void {
    if (this.#told !== error.message) this.#options.tell({ event: 'trouble', error })
    this.#told = error.message
  }
}
