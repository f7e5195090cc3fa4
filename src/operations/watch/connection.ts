/** What is told of the way to the cluster: that it is lost and back, once each, and what else can't be seen. */
import type { ClusterError } from '../../model/cluster-error.ts'
import type { SyncEvent } from '../../model/sync-event.ts'

/** No answer, or none that says anything about what was asked. */
export const isOfConnection = ({ status }: ClusterError): boolean =>
  status === 0 || status === 401 || status === 429 || status >= 500

export class Connection {
  readonly #tell: (event: SyncEvent) => void
  #lost = false
  #told = new Set<string>()

  constructor(tell: (event: SyncEvent) => void) {
    this.#tell = tell
  }

  /** All that is in the way now. */
  see(troubles: readonly ClusterError[]): void {
    const [lost] = troubles.filter(isOfConnection)
    if (lost !== undefined && !this.#lost) this.#tell({ event: 'lost', error: lost })
    if (lost === undefined && this.#lost) this.#tell({ event: 'back' })
    this.#lost = lost !== undefined
    const others = troubles.filter((error) => !isOfConnection(error))
    for (const error of others) if (!this.#told.has(error.message)) this.#tell({ event: 'trouble', error })
    this.#told = new Set(others.map(({ message }) => message))
  }
}
