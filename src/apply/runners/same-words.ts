/**
 * A list that is written as one is owned as one, and to the API server `[{name: a}]` conflicts with the same list with
 * its defaults in it. Who took over what stands in the cluster, without defaults, would have to force it; where a
 * conflict is about nothing that changes, this does.
 */
import type { ApplyOptions } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'

const upToList = (path: string): string => path.replace(/^\./, '').replace(/\[.*$/s, '')

const isWithin = (inner: string, outer: string): boolean =>
  inner === outer || outer === '' || inner.startsWith(`${outer}.`)

/** Whether one of the places changes with the other; entries of lists are not told apart. */
const touches = (a: string, b: string): boolean => isWithin(a, b) || isWithin(b, a)

/** `changing`: the paths that the write would change; undefined where that is not known. */
export const despiteSameWords = async <T>(
  act: (how: ApplyOptions) => Promise<T>,
  how: ApplyOptions,
  changing: readonly string[] | undefined,
): Promise<T> => {
  try {
    return await act(how)
  } catch (error) {
    if (!isClusterError(error, 'field-conflict') || changing === undefined) throw error
    const paths = changing.map(upToList)
    const isSaid = error.causes.every(
      ({ field }) => field !== undefined && !paths.some((path) => touches(path, upToList(field))),
    )
    if (error.causes.length === 0 || !isSaid) throw error
    return act({ ...how, force: true })
  }
}
