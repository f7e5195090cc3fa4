/** What a revoke or a restore did, as it is told elsewhere once it is done. */
import type { FileEdit } from '../../model/file-edit.ts'
import type { Named } from '../../model/revocation.ts'

export interface DeedTarget extends Named {
  /** The revocation that holds it, or held it. */
  readonly id: string | undefined
  /** What was seen at the end, on each side and altogether. */
  readonly cluster: string
  readonly folder: string
  readonly verdict?: string
  /** Done to the cluster by this run, and not before. */
  readonly isNew: boolean
  /** Of the object that stood in the cluster, or that stands there now. */
  readonly uid?: string | undefined
}

export interface Deed {
  readonly action: 'revoke' | 'restore'
  readonly who: string
  /** `user@host` */
  readonly localUser: string
  /** RFC 3339. */
  readonly when: string
  readonly reason: string
  readonly incident?: string | undefined
  /** False where all of it was so before, and nothing was tried. */
  readonly attempted: boolean
  readonly targets: readonly DeedTarget[]
  /** What a restore was to do to the folder's files: by force it takes out what stands in the way. */
  readonly edits?: readonly FileEdit[]
}
