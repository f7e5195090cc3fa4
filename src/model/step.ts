/**
 * What a plan is made of. Everything that changes something is a plan first: planners are pure and make it,
 * a preview prints it, and the one executor (apply/execute.ts) carries it out.
 */
import type { FileEdit } from './file-edit.ts'
import type { Resource, ResourceRef } from './resource.ts'
import type { Revocation } from './revocation.ts'

/** `subject` says for whom a step is: where one fails, that subject's later steps are skipped. */
interface For {
  readonly subject: string
}

export type Step = For &
  (
    | { readonly do: 'apply'; readonly resource: Resource; readonly force?: boolean }
    /** Creates what a revocation took away; `replace` overwrites what stands there in its stead. */
    | { readonly do: 'create'; readonly resource: Resource; readonly replace?: boolean }
    /** Deletes exactly the object that was seen. */
    | {
        readonly do: 'delete'
        readonly ref: ResourceRef
        readonly uid: string
        readonly resourceVersion: string
      }
    | { readonly do: 'edit-files'; readonly edits: readonly FileEdit[] }
    /** Makes the record, or its new state, durable before the next stage. */
    | { readonly do: 'record'; readonly in: 'folder' | 'cluster'; readonly record: Revocation }
    | { readonly do: 'verify-gone'; readonly ref: ResourceRef }
    | { readonly do: 'verify-back'; readonly resource: Resource }
  )

/** Stages run one after the other; the steps of one stage are independent of each other. */
export interface Plan {
  readonly stages: readonly (readonly Step[])[]
}
