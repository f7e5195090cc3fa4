/** Keeps one list of a cluster in memory as it is: LIST, then WATCH from there, again and again. */
import type { Clock } from '../../model/clock.ts'
import type { Cluster, KindRef, WatchEvent } from '../../model/cluster.ts'
import { ClusterError } from '../../model/cluster-error.ts'
import type { ObjectChange } from '../../model/watched-cluster.ts'
import { backoff } from './backoff.ts'
import { ObjectCache } from './object-cache.ts'

export interface InformerOptions {
  readonly cluster: Cluster
  readonly kind: KindRef
  readonly namespace?: string | undefined
  readonly selector?: string | undefined
  readonly clock: Clock
  /** From 0 to 1. */
  readonly random: () => number
  /** After so long all is listed again though nothing was missed, in milliseconds. */
  readonly resync: number
  /** Hears what changes after the first list. */
  readonly changed: (changes: readonly ObjectChange[]) => void
  /** `trouble` has changed. */
  readonly troubled: () => void
}

/** A watch that ends sooner than this after it was opened did not end as it should, in milliseconds. */
const TOO_SHORT = 1000

/** The connection, or the server for a moment: a watch goes on from where it stood. */
const isPassing = ({ status }: ClusterError): boolean => status === 0 || status === 429 || status >= 500

const asClusterError = (error: unknown): ClusterError =>
  error instanceof ClusterError
    ? error
    : new ClusterError('internal', 0, error instanceof Error ? error.message : String(error), {
        cause: error,
      })

export class Informer {
  readonly cache = new ObjectCache()
  readonly #options: InformerOptions
  readonly #ended = new AbortController()
  readonly #running: Promise<void>
  readonly #first = Promise.withResolvers<undefined>()
  #synced = false
  #trouble: ClusterError | undefined
  /** Where the next watch begins; undefined: only a list can tell. */
  #version: string | undefined
  #listed = 0
  /** When the watch was opened, by the clock; Infinity: it was not yet. */
  #opened = Infinity

  /** Begins at once. */
  constructor(options: InformerOptions) {
    this.#options = options
    this.#first.promise.catch(() => undefined)
    this.#running = this.#run(this.#ended.signal)
  }

  /** The cache has held a whole list. */
  get hasSynced(): boolean {
    return this.#synced
  }

  /** Why it can not be kept up to date now. */
  get trouble(): ClusterError | undefined {
    return this.#trouble
  }

  /** Until the first list is there; rejects with `trouble` where there is none to be had now. */
  async synced(): Promise<void> {
    if (this.#synced) return
    if (this.#trouble !== undefined) throw this.#trouble
    await this.#first.promise
  }

  async close(): Promise<void> {
    this.#ended.abort()
    await this.#running
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options
    let failures = 0
    while (!signal.aborted) {
      const trouble = await this.#follow(signal)
      if (this.#ended.signal.aborted) return
      failures = clock.now() - this.#opened >= TOO_SHORT ? 1 : failures + 1
      const isExpired = trouble?.code === 'watch-expired'
      if (trouble !== undefined && !isPassing(trouble)) this.#version = undefined
      // Each watch ends, and many are broken by what lies on the way: nothing is lost if the next one begins.
      const isEnd = trouble === undefined || isExpired || this.#opened !== Infinity
      if (isEnd && failures === 1) continue
      if (trouble !== undefined && !isExpired) this.#setTrouble(trouble)
      await clock.sleep(backoff(failures, random()), signal).catch(() => undefined)
    }
  }

  /** Until the watch ends; why, where the server did not end it. */
  async #follow(signal: AbortSignal): Promise<ClusterError | undefined> {
    this.#opened = Infinity
    try {
      await this.#listIfDue()
      for await (const event of this.#watch(signal)) this.#take(event)
      return undefined
    } catch (error) {
      return asClusterError(error)
    }
  }

  async #listIfDue(): Promise<void> {
    const { cluster, clock, kind, namespace, selector, resync, changed } = this.#options
    const now = clock.now()
    if (this.#version !== undefined && now - this.#listed < resync) return
    this.cache.beginList()
    const listing = await cluster.snapshot(kind, { namespace, selector })
    if (this.#ended.signal.aborted) return
    const changes = this.cache.seeAll(listing)
    this.#version = listing.resourceVersion
    this.#listed = now
    const first = !this.#synced
    this.#synced = true
    this.#first.resolve(undefined)
    if (!first && changes.length > 0) changed(changes)
  }

  #watch(signal: AbortSignal): AsyncIterable<WatchEvent> {
    const { cluster, clock, kind, namespace, selector } = this.#options
    return cluster.watch(kind, {
      namespace,
      selector,
      resourceVersion: this.#version ?? '',
      signal,
      onOpen: () => {
        this.#opened = clock.now()
        this.#setTrouble(undefined)
      },
    })
  }

  #take(event: WatchEvent): void {
    this.#version = event.type === 'BOOKMARK' ? event.resourceVersion : event.object.metadata.resourceVersion
    if (event.type === 'BOOKMARK') return
    const change = event.type === 'DELETED' ? this.cache.seeGone(event.object) : this.cache.see(event.object)
    if (change !== undefined) this.#options.changed([change])
  }

  #setTrouble(error: ClusterError | undefined): void {
    const before = this.#trouble
    this.#trouble = error
    if (error !== undefined) this.#first.reject(error)
    if (before?.message !== error?.message) this.#options.troubled()
  }
}
