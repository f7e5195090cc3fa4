/** The Cluster port with a memory: lists are watched from the first time that they are asked for. */
import type { Access } from '../../model/access.ts'
import type { Clock } from '../../model/clock.ts'
import type {
  ApplyOptions,
  Cluster,
  DeleteOptions,
  GetOptions,
  KindRef,
  Listing,
  ListOptions,
  WatchEvent,
  WatchOptions,
  WriteOptions,
} from '../../model/cluster.ts'
import { type ClusterError, isClusterError } from '../../model/cluster-error.ts'
import type { ApiResource } from '../../model/kinds.ts'
import { type Resource, type ResourceRef, refKey, refOf } from '../../model/resource.ts'
import type { ClusterListener, ObjectChange, WatchedCluster } from '../../model/watched-cluster.ts'
import { Informer } from './informer.ts'
import { OwnWrites } from './own-writes.ts'

export interface WatchedOptions {
  readonly clock: Clock
  readonly listener: ClusterListener
  /** From 0 to 1; default Math.random. */
  readonly random?: () => number
  /** After so long each list is read again though nothing was missed, in milliseconds; default ten minutes. */
  readonly resync?: number
}

interface Watched {
  readonly kind: KindRef
  readonly namespace: string | undefined
  readonly selector: string | undefined
  readonly informer: Informer
  asked: boolean
}

const RESYNC = 600_000

class Remembering implements WatchedCluster {
  readonly context: string
  readonly server: string
  readonly #cluster: Cluster
  readonly #options: WatchedOptions
  readonly #lists = new Map<string, Watched>()
  readonly #own = new OwnWrites()
  /** By refKey, those that are known to be another than is remembered. */
  readonly #stale = new Set<string>()

  constructor(cluster: Cluster, options: WatchedOptions) {
    this.context = cluster.context
    this.server = cluster.server
    this.#cluster = cluster
    this.#options = options
  }

  async list(kind: KindRef, options: ListOptions = {}): Promise<Resource[]> {
    if (options.metadataOnly) return this.#cluster.list(kind, options)
    const { informer } = this.#listOf(kind, options)
    await informer.synced()
    return informer.cache.objects
  }

  async get(ref: ResourceRef, options: GetOptions = {}): Promise<Resource | undefined> {
    if (options.metadataOnly) return this.#cluster.get(ref, options)
    const [holder] = this.#holding(ref).filter(({ informer }) => informer.hasSynced)
    if (holder !== undefined && !this.#stale.delete(refKey(ref))) return holder.informer.cache.get(ref)
    const object = await this.#cluster.get(ref)
    if (object !== undefined) this.#remember(object)
    return object
  }

  troubles(): ClusterError[] {
    const all = [...this.#lists.values()].flatMap(({ informer }) =>
      informer.hasSynced ? (informer.trouble ?? []) : [],
    )
    return [...new Map(all.map((error) => [error.message, error])).values()]
  }

  sweep(): void {
    for (const [key, list] of this.#lists) {
      if (list.asked) list.asked = false
      else {
        this.#lists.delete(key)
        void list.informer.close()
      }
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.#lists.values()].map(({ informer }) => informer.close()))
    this.#lists.clear()
  }

  apply(resource: Resource, options?: ApplyOptions): Promise<Resource> {
    return this.#write(refOf(resource), this.#cluster.apply(resource, options), options?.dryRun)
  }
  create(resource: Resource, options?: WriteOptions): Promise<Resource> {
    return this.#write(refOf(resource), this.#cluster.create(resource, options), options?.dryRun)
  }
  replace(resource: Resource, options?: WriteOptions): Promise<Resource> {
    return this.#write(refOf(resource), this.#cluster.replace(resource, options), options?.dryRun)
  }
  patch(ref: ResourceRef, patch: Record<string, unknown>, options?: WriteOptions): Promise<Resource> {
    return this.#write(ref, this.#cluster.patch(ref, patch, options), options?.dryRun)
  }
  async delete(ref: ResourceRef, options?: DeleteOptions): Promise<boolean> {
    try {
      return await this.#cluster.delete(ref, options)
    } catch (error) {
      throw this.#refused(ref, error)
    }
  }

  snapshot(kind: KindRef, options?: ListOptions): Promise<Listing> {
    return this.#cluster.snapshot(kind, options)
  }
  watch(kind: KindRef, options: WatchOptions): AsyncIterable<WatchEvent> {
    return this.#cluster.watch(kind, options)
  }
  whoAmI(): Promise<string> {
    return this.#cluster.whoAmI()
  }
  can(access: Access): Promise<boolean> {
    return this.#cluster.can(access)
  }
  version(): Promise<string | undefined> {
    return this.#cluster.version()
  }
  serves(kind: KindRef): Promise<boolean> {
    return this.#cluster.serves(kind)
  }
  resourceOf(kind: KindRef): Promise<ApiResource | undefined> {
    return this.#cluster.resourceOf(kind)
  }
  openApi(apiVersion: string): Promise<Readonly<Record<string, unknown>> | undefined> {
    return this.#cluster.openApi(apiVersion)
  }

  #listOf({ apiVersion, kind: name }: KindRef, { namespace, selector }: ListOptions): Watched {
    const key = JSON.stringify([apiVersion, name, namespace, selector])
    const kind = { apiVersion, kind: name }
    const { clock, listener, random = Math.random, resync = RESYNC } = this.#options
    const list = this.#lists.get(key) ?? {
      kind,
      namespace,
      selector,
      asked: true,
      informer: new Informer({
        cluster: this.#cluster,
        kind,
        namespace,
        selector,
        clock,
        random,
        resync,
        changed: (changes) => {
          this.#tell(this.#own.sift(changes))
        },
        troubled: () => {
          listener.troubled()
        },
      }),
    }
    this.#lists.set(key, list)
    list.asked = true
    return list
  }

  /** The lists that an object is in, whatever it looks like: what a selector leaves out is never told to have gone. */
  #holding(ref: ResourceRef): Watched[] {
    return [...this.#lists.values()].filter((list) => list.selector === undefined && holds(list, ref))
  }

  #remember(object: Resource): void {
    for (const { informer } of this.#holding(refOf(object))) informer.cache.write(object)
  }

  async #write(ref: ResourceRef, write: Promise<Resource>, dryRun?: boolean): Promise<Resource> {
    const key = refKey(ref)
    this.#own.begin(key)
    try {
      const object = await write
      if (dryRun !== true) this.#remember(object)
      this.#tell(this.#own.end(key, object))
      return object
    } catch (error) {
      this.#tell(this.#own.end(key))
      throw this.#refused(ref, error)
    }
  }

  #tell(changes: readonly ObjectChange[]): void {
    if (changes.length > 0) this.#options.listener.changed(changes)
  }

  /** Whoever is refused because the object is another by now looks at that one next. */
  #refused(ref: ResourceRef, error: unknown): unknown {
    if (isClusterError(error, 'changed-meanwhile')) this.#stale.add(refKey(ref))
    return error
  }
}

const holds = ({ kind, namespace }: Watched, ref: Omit<ResourceRef, 'name'>): boolean =>
  kind.kind === ref.kind &&
  kind.apiVersion === ref.apiVersion &&
  (namespace === undefined || namespace === ref.namespace)

/** Remembers what it is asked to list; `listener` hears what changes in it. */
export const watchedCluster = (cluster: Cluster, options: WatchedOptions): WatchedCluster =>
  new Remembering(cluster, options)
