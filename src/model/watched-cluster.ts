import type { Cluster } from './cluster.ts'
import type { ClusterError } from './cluster-error.ts'
import type { Resource } from './resource.ts'

/** What happened to one object: `was` is absent where it is new, `is` where it is gone. */
export type ObjectChange =
  { readonly was?: Resource; readonly is: Resource } | { readonly was: Resource; readonly is?: undefined }

/**
 * A cluster whose lists are remembered and kept up to date by watches: what was listed once is answered from memory
 * from then on, and each change of it is told. What is written goes to the API server, and is remembered at once.
 */
export interface WatchedCluster extends Cluster {
  /** Why what is remembered is not kept up to date now, each cause once; empty while all is well. */
  troubles(): ClusterError[]
  /** Forgets the lists that nobody asked for since the last time. */
  sweep(): void
  /** Ends all watches. */
  close(): Promise<void>
}

export interface ClusterListener {
  /** Called for every change after the first list; those of one list come together. */
  changed(changes: readonly ObjectChange[]): void
  /** `troubles` has changed. */
  troubled(): void
}
