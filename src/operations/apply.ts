/** Brings the cluster to what the folder says: compares, plans, and applies what differs. */
import type { Cluster } from '../model/cluster.ts'
import type { Resource } from '../model/resource.ts'
import type { Settings } from '../model/settings.ts'
import type { AppliedObject } from '../model/sync.ts'

export interface ApplyResourcesOptions {
  readonly cluster: Cluster
  /** `name` becomes the label agentgw.dev/folder; `namespace` is assumed for objects that name none. */
  readonly settings: Pick<Settings, 'name' | 'namespace'>
  /** The refKeys of what the kill switch holds. */
  readonly revoked: ReadonlySet<string>
  /** Takes fields that other managers own. */
  readonly force?: boolean
  /** `client`: says what would be done. `server`: asks the API server too. */
  readonly dryRun?: 'none' | 'client' | 'server'
  readonly signal?: AbortSignal
}

/**
 * Applies exactly these objects, which must be valid, in dependency order; yields each as its turn ends. An object
 * that fails does not hold up the others. Throws a ClusterError before anything is written where the cluster can
 * not be compared with: unreachable, a kind that is not served, no right to look.
 */
export declare const applyResources: (
  resources: readonly Resource[],
  options: ApplyResourcesOptions,
) => AsyncGenerator<AppliedObject>
