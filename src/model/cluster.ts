import type { Access } from './access.ts'
import type { ApiResource } from './kinds.ts'
import type { Resource, ResourceRef } from './resource.ts'

/** What a request names: a kind as served under one version. */
export interface KindRef {
  readonly apiVersion: string
  readonly kind: string
}

export interface WriteOptions {
  /** Ask the API server for its verdict without storing anything. */
  readonly dryRun?: boolean
  /** The field manager; default kubectl-agentgw. */
  readonly manager?: string
}

export interface ApplyOptions extends WriteOptions {
  /** Take fields that another manager owns. */
  readonly force?: boolean
}

export interface GetOptions {
  /**
   * Only what it is called and labelled, where the server can tell that alone, and from its memory: what was written some
   * milliseconds ago may be missing.
   */
  readonly metadataOnly?: boolean
}

export interface ListOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string | undefined
  /** A label selector, as kubectl takes it. */
  readonly selector?: string | undefined
  /** Only what the objects are called and labelled: nothing else leaves the API server, of Secrets no data. */
  readonly metadataOnly?: boolean
}

/** All objects of a kind as they stood at one moment. */
export interface Listing {
  readonly objects: Resource[]
  /** That moment: a watch from here misses nothing. */
  readonly resourceVersion: string
}

export interface WatchOptions extends Pick<ListOptions, 'namespace' | 'selector'> {
  /** What happened after this is told. */
  readonly resourceVersion: string
  /** Ends the watch, without an error. */
  readonly signal: AbortSignal
  /** Hears that the server has begun to tell: what follows may take its time. */
  readonly onOpen?: () => void
  /** After how many seconds the server ends the watch; default: some minutes, no two watches alike. */
  readonly seconds?: number
}

/** `BOOKMARK`: nothing, but all until there was told. */
export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Resource }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string }

export interface DeleteOptions extends WriteOptions {
  /** Preconditions: another object of that name, or a changed one, is left alone (`changed-meanwhile`). */
  readonly uid?: string
  readonly resourceVersion?: string
}

/**
 * The one way to a cluster. Every method throws a ClusterError where the API server refuses or can not be
 * reached; an absent object is a value, not an error.
 */
export interface Cluster {
  /** The kubeconfig context, or `in-cluster`. */
  readonly context: string
  /** The API server's URL. */
  readonly server: string
  /** The Kubernetes user, by SelfSubjectReview. */
  whoAmI(): Promise<string>
  /** Whether the API server's authorizers would allow it, by SelfSubjectAccessReview; admission may still refuse it. */
  can(access: Access): Promise<boolean>
  /** The Kubernetes version, such as v1.34.1; undefined where the server does not tell. */
  version(): Promise<string | undefined>
  /** True where the cluster serves the kind in that version. */
  serves(kind: KindRef): Promise<boolean>
  /** How the cluster serves the kind; undefined where it does not. */
  resourceOf(kind: KindRef): Promise<ApiResource | undefined>
  /** What the API server publishes, to every user, of all kinds of an apiVersion (OpenAPI v3); undefined where it does not. */
  openApi(apiVersion: string): Promise<Readonly<Record<string, unknown>> | undefined>
  get(ref: ResourceRef, options?: GetOptions): Promise<Resource | undefined>
  list(kind: KindRef, options?: ListOptions): Promise<Resource[]>
  /** A list that a watch can begin at. */
  snapshot(kind: KindRef, options?: ListOptions): Promise<Listing>
  /**
   * What happens to the objects of a kind, as it happens. Ends where the server ends it, as it does every few minutes;
   * throws `watch-expired` where the server no longer knows that resourceVersion, and `connection-lost`.
   */
  watch(kind: KindRef, options: WatchOptions): AsyncIterable<WatchEvent>
  /** Server-side apply as field manager kubectl-agentgw, with fieldValidation=Strict. */
  apply(resource: Resource, options?: ApplyOptions): Promise<Resource>
  create(resource: Resource, options?: WriteOptions): Promise<Resource>
  /** Puts the object in place of the one with its metadata.resourceVersion (`changed-meanwhile` where that is not it). */
  replace(resource: Resource, options?: WriteOptions): Promise<Resource>
  /** JSON merge patch. */
  patch(ref: ResourceRef, patch: Record<string, unknown>, options?: WriteOptions): Promise<Resource>
  /** True where the object was there. Foreground of nothing: dependents go by background collection. */
  delete(ref: ResourceRef, options?: DeleteOptions): Promise<boolean>
}
