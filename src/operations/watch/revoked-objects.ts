/** Tells what is revoked while somebody watches, by whom, and what is no longer. */
import type { Cluster } from '../../model/cluster.ts'
import { type ResourceRef, refKey } from '../../model/resource.ts'
import type { ObjectState } from '../../model/sync.ts'
import { readJournal, revokedNow } from '../revocations.ts'
import type { Teller } from './teller.ts'

export class RevokedObjects {
  readonly #cluster: Cluster
  readonly #teller: Teller
  #known: ReadonlyMap<string, ResourceRef> = new Map()

  constructor(cluster: Cluster, teller: Teller) {
    this.#cluster = cluster
    this.#teller = teller
  }

  async see(states: readonly ObjectState[], root: string | undefined): Promise<void> {
    const revoked = states.filter(({ state }) => state === 'Revoked')
    // The journal is asked for only where there is something to say.
    if (revoked.some(({ ref, problem }) => problem !== undefined || !this.#known.has(refKey(ref)))) {
      const journal = revokedNow(await readJournal(root, this.#cluster))
      for (const { ref, problem } of revoked) {
        const by = journal.get(refKey(ref))
        const more = {
          ...(by === undefined ? {} : { by }),
          ...(problem === undefined ? {} : { error: problem }),
        }
        this.#teller.once({ event: 'revoked', ref, ...more }, [by?.id, problem?.code])
      }
    }
    const now = new Map(revoked.map(({ ref }) => [refKey(ref), ref]))
    for (const [key, ref] of this.#known) if (!now.has(key)) this.#teller.done({ event: 'restored', ref })
    this.#known = now
  }
}
