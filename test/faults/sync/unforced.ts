/** What an apply without force did that it must not do. */
import { isDeepStrictEqual } from 'node:util'
import { type Resource, refKey } from '../../../src/model/resource.ts'
import type { AppliedObject } from '../../../src/model/sync.ts'
import type { Theirs } from './befall.ts'
import { valueAt } from './places.ts'
import { told } from './told.ts'

type Live = ReadonlyMap<string, Resource>

const has = (list: readonly unknown[], entry: unknown): boolean =>
  list.some((other) => isDeepStrictEqual(other, entry))

/** Of a set the entries that were there before are not theirs, and may go. */
const isTheirs = (entry: unknown, { place, was }: Theirs): boolean =>
  place.isSet !== true || !Array.isArray(was) || !has(was, entry)

/** Of a list what others put there stays, whatever is put beside it; of a set what they took away stays away. */
const stands = (now: unknown, theirs: Theirs): boolean => {
  const { place, value, was } = theirs
  if (!Array.isArray(now)) return isDeepStrictEqual(now, value)
  if (Array.isArray(value)) return value.every((entry) => !isTheirs(entry, theirs) || has(now, entry))
  return place.isSet === true && Array.isArray(was) && !was.some((entry) => has(now, entry))
}

/** Of what others put into the cluster, what stands no more. */
export const vanished = (theirs: readonly Theirs[], after: Live, pruned: ReadonlySet<string>): string[] =>
  theirs
    .filter(({ key }) => !pruned.has(key))
    .filter((one) => !stands(valueAt(after.get(one.key), one.place.path), one))
    .map(
      ({ key, place, value, who }) =>
        `${key} ${place.path.join('.')} was ${JSON.stringify(value)} by ${who}, and is ${JSON.stringify(valueAt(after.get(key), place.path))}`,
    )

/** Of what was refused, what was changed all the same, and what nobody had disturbed. */
export const wronged = (
  refused: readonly AppliedObject[],
  { before, after, disturbed }: { before: Live; after: Live; disturbed: ReadonlySet<string> },
): string[] =>
  refused.flatMap((one) => {
    const key = refKey(one.object.ref)
    const same = before.get(key)?.metadata.resourceVersion === after.get(key)?.metadata.resourceVersion
    if (!same) return [`${told(one)}, and was changed`]
    return disturbed.has(key) ? [] : [`${told(one)}, and nobody disturbed it`]
  })
