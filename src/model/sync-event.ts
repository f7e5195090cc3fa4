/** What `watch` tells, one event a line. */
import type { UserError } from '../errors.ts'
import type { Finding } from './finding.ts'
import type { ResourceRef } from './resource.ts'
import type { RevocationHead } from './revocation.ts'
import type { Change, Writer } from './sync.ts'

/** A change with who wrote what the cluster has there. */
export type WrittenChange = Change & { readonly writer?: Writer }

/** Of an object. */
export type ObjectEvent = { readonly ref: ResourceRef } & (
  | {
      /** `healed`: what the cluster changed was reverted. */
      readonly event: 'created' | 'configured' | 'healed'
      readonly changes: readonly Change[]
    }
  | { readonly event: 'pruned' }
  /** The cluster has it otherwise than was agreed, or not at all any more. Values are not masked. */
  | { readonly event: 'drifted'; readonly changes: readonly WrittenChange[]; readonly deleted: boolean }
  /** The folder and the cluster both changed it: it is left alone. */
  | { readonly event: 'conflict'; readonly error: UserError }
  /** What was told of it holds no longer: it is as the folder says, and not by our doing. */
  | { readonly event: 'settled' }
  | { readonly event: 'failed'; readonly error: UserError }
  /** `error`: it stands in the cluster all the same. */
  | { readonly event: 'revoked'; readonly by?: RevocationHead; readonly error?: UserError }
  | { readonly event: 'restored' }
  /** The folder does not hold it any more, and it stays in the cluster: `why`. */
  | { readonly event: 'left'; readonly why: string }
)

export type SyncEvent =
  | ObjectEvent
  /** The first pass is done. */
  | { readonly event: 'watching'; readonly server: string; readonly objects: number }
  /** The folder can not be applied as it is; what it held before stays in force. */
  | { readonly event: 'invalid'; readonly findings: readonly Finding[]; readonly error?: UserError }
  | { readonly event: 'valid' }
  /** The connection to the cluster. */
  | { readonly event: 'lost'; readonly error: UserError }
  | { readonly event: 'back' }
  /** Something can not be done or seen now, and is tried again. */
  | { readonly event: 'trouble'; readonly error: UserError }

export const SYNC_EVENTS = [
  'watching',
  'created',
  'configured',
  'healed',
  'pruned',
  'drifted',
  'conflict',
  'settled',
  'failed',
  'revoked',
  'restored',
  'left',
  'invalid',
  'valid',
  'lost',
  'back',
  'trouble',
] as const satisfies readonly SyncEvent['event'][]
