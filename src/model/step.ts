/**
 * What a plan is made of. Everything that changes something is a plan first: planners are pure and make it,
 * a preview prints it, and the one executor (apply/execute.ts) carries it out.
 */
import type { FileEdit } from './file-edit.ts'
import type { Lock } from './lock.ts'
import type { ManagedPlace } from './managed-place.ts'
import type { Resource, ResourceRef } from './resource.ts'
import type { ClusterRecord, FolderRecord } from './revocation.ts'

/** The subject of the folder's record, which every edit of the folder needs. */
export const FOLDER_RECORD = 'the record in the folder'

/** The subject of a step that everything after it depends on. */
export const EVERYTHING = '*'

interface For {
  /** For whom the step is: where it fails, that subject's later steps are skipped; after EVERYTHING's, all. */
  readonly subject: string
  /** Another subject without which the step must not be done. */
  readonly needs?: string
}

export type Step = For &
  /**
   * `first`, where given, is applied before it: the API server would refuse to go there in one step. `seen`: the object
   * that it is meant for; another's change since then keeps it from being done.
   */
  (
    | {
        readonly do: 'apply'
        readonly resource: Resource
        readonly first?: Resource
        readonly seen?: Resource
        readonly force?: boolean
        /** The paths of what it changes in `seen`, where that is known. */
        readonly changing?: readonly string[]
        /** Places of `seen` to be taken out before, which it would leave since others own them, too. */
        readonly drops?: readonly ManagedPlace[]
        /** All that it changes stands there as the folder last agreed: nobody changed it since. */
        readonly isOurs?: boolean
      }
    /** Brings back an object that was recorded, with the owners that its fields had. */
    | { readonly do: 'recreate'; readonly resource: Resource; readonly over?: Resource }
    /** Deletes exactly the object that was seen. */
    | { readonly do: 'delete'; readonly seen: Resource; readonly ref: ResourceRef }
    | { readonly do: 'edit-file'; readonly edit: FileEdit }
    /** Creates an AgentgatewayPolicy that denies; one that says the same may stand there already. */
    | { readonly do: 'deny'; readonly resource: Resource }
    /**
     * Keeps others from creating or changing these objects of one namespace, and waits until it holds. `objects`: of
     * those that are locked, by which that can be seen.
     */
    | {
        readonly do: 'lock'
        readonly namespace: string
        readonly locks: readonly Lock[]
        readonly objects: readonly Resource[]
      }
    /** The opposite; `objects` are those that are created next. */
    | {
        readonly do: 'unlock'
        readonly namespace: string
        readonly refs: readonly ResourceRef[]
        readonly objects: readonly Resource[]
      }
    /** Restarts a Deployment, so that the calls under way there end; `at` is RFC 3339. */
    | { readonly do: 'restart'; readonly ref: ResourceRef; readonly at: string }
    /** Makes a record durable before the next stage. */
    | { readonly do: 'record-in-folder'; readonly record: FolderRecord }
    | { readonly do: 'record-in-cluster'; readonly record: ClusterRecord }
  )

/** Stages run one after the other; the steps of one stage are independent of each other. */
export interface Plan {
  readonly stages: readonly (readonly Step[])[]
}
