/**
 * Two conflicts that the API server sees and the folder's own three-way comparison (plan/agreed.ts) knows to be none:
 *
 * - A list that is written as one is owned as one, and `[{name: a}]` conflicts with the same list with its defaults in it. Who took
 *   over what stands in the cluster, without defaults, would have to force it.
 * - What a person once edited with kubectl stays theirs for ever, also where the folder has taken the edit over since.
 */
import { isByHand } from '../../model/by-hand.ts'
import type { ApplyOptions } from '../../model/cluster.ts'
import { isClusterError, type RefusalCause } from '../../model/cluster-error.ts'

export interface Known {
  /** The paths that the write would change; undefined where that is not known. */
  readonly changing: readonly string[] | undefined
  /** Of all of them the folder last agreed with the cluster on how they stand there. */
  readonly isOurs: boolean | undefined
}

const upToList = (path: string): string => path.replace(/^\./, '').replace(/\[.*$/s, '')

const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || outer === '' || inner.startsWith(`${outer}.`)

/** Whether one of the places changes with the other; entries of lists are not told apart. */
const touches = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a)

export const despiteNoConflict = async <T>(
  act: (how: ApplyOptions) => Promise<T>,
  how: ApplyOptions,
  { changing, isOurs = false }: Known,
): Promise<T> => {
  try {
    return await act(how)
  } catch (error) {
    if (!isClusterError(error, 'field-conflict') || changing === undefined) throw error
    const paths = changing.map(upToList)
    const isNone = ({ field, ...owner }: RefusalCause): boolean =>
      (isOurs && isByHand(owner)) ||
      (field !== undefined && !paths.some((path) => touches(path, upToList(field))))
    if (error.causes.length === 0 || !error.causes.every(isNone)) throw error
    return act({ ...how, force: true })
  }
}
