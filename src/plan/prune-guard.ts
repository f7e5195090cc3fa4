/** What stands between pruning and a folder that was emptied, or moved, by mistake. */
import { UserError } from '../errors.ts'
import type { ObjectState } from '../model/sync.ts'

/** Above this share a person is asked. */
const SHARE = 0.5

export interface Prune {
  /** How many objects go. */
  readonly going: number
  /** How many of the same owner stay. */
  readonly staying: number
  /** How many the other side holds: none at all is more likely a mistake than a wish. */
  readonly held: number
  /** As in "the folder", and "the cluster". */
  readonly from: string
  readonly by: string
}

export interface Allowed {
  readonly empty: boolean
  /** Asks; undefined where there is nobody to ask. */
  readonly confirm: ((question: string) => Promise<boolean>) | undefined
}

/** Throws `prune-everything` and `prune-many`; to be called before anything is changed. */
export const guardPrune = async (
  { going, staying, held, from, by }: Prune,
  { empty, confirm }: Allowed,
): Promise<void> => {
  if (going === 0) return
  if (held === 0) {
    if (empty) return
    throw new UserError('prune-everything', `${by} holds no objects, so all ${going} would go from ${from}`, {
      hint: `if ${by} is the right one and all are to go, say --allow-empty`,
    })
  }
  if (going / (going + staying) <= SHARE) return
  const what = `${going} of ${going + staying} objects go from ${from}`
  if (confirm !== undefined && (await confirm(`${what}. Go on?`))) return
  throw new UserError('prune-many', `${what}, more than half, and nobody confirmed it; nothing was changed`, {
    hint: 'look at `kubectl agentgw diff --prune`; if they are to go, say --yes',
  })
}

/** Of an apply. */
export const pruneOf = (states: readonly ObjectState[]): Prune => {
  const count = (is: (object: ObjectState) => boolean): number => states.filter(is).length
  return {
    going: count(({ state, kept }) => state === 'OnlyInCluster' && kept === undefined),
    staying: count(({ state, live }) => (state === 'InSync' || state === 'Drifted') && live !== undefined),
    held: count(({ state, desired }) => state !== 'Revoked' && desired !== undefined),
    from: 'the cluster',
    by: 'the folder',
  }
}
