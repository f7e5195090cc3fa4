/** How an object is applied: server-side, in one step or two, and only over what the planner saw. */
import { isDeepStrictEqual } from 'node:util'
import { UserError } from '../../errors.ts'
import type { ApplyOptions, Cluster } from '../../model/cluster.ts'
import { isClusterError } from '../../model/cluster-error.ts'
import { holds } from '../../model/holds.ts'
import { type ManagedPlace, without } from '../../model/managed-place.ts'
import { mapping } from '../../model/mapping.ts'
import { mergePatch } from '../../model/merge-patch.ts'
import { type Resource, refLabel, refOf } from '../../model/resource.ts'
import { sameObject } from '../../model/same-object.ts'
import type { Runners } from '../execute.ts'
import { exactly } from './exactly.ts'
import { despiteNoConflict } from './no-conflict.ts'

/** A controller that writes status at the same time comes in between so often at most. */
const ATTEMPTS = 8

const at = (resource: Resource, { metadata: { resourceVersion } }: Resource): Resource =>
  resourceVersion === undefined
    ? resource
    : { ...resource, metadata: { ...resource.metadata, resourceVersion } }

const changedMeanwhile = (resource: Resource, what: string): UserError =>
  new UserError(
    'changed-meanwhile',
    `${refLabel(refOf(resource))} ${what} since it was compared, and is left alone`,
    {
      hint: '`kubectl agentgw diff` shows it as it is now; run the command again',
    },
  )

/**
 * Does it to the object that was seen; where that has another resourceVersion by now, and only its status can be the
 * reason, to that one. `isDone`: an earlier sending was carried out, and its answer lost.
 */
const toWhatWasSeen = async <T>(
  cluster: Cluster,
  seen: Resource,
  act: (current: Resource) => Promise<T>,
  isDone: (now: Resource | undefined) => T | undefined,
): Promise<T> => {
  let current = seen
  for (let attempt = 1; ; attempt++) {
    try {
      return await act(current)
    } catch (error) {
      if (!isClusterError(error, 'changed-meanwhile')) throw error
      const now = await cluster.get(refOf(seen))
      const done = isDone(now)
      if (done !== undefined) return done
      if (now === undefined) throw changedMeanwhile(seen, 'was deleted')
      if (now.metadata.uid !== seen.metadata.uid || !sameObject(now, seen) || attempt === ATTEMPTS)
        throw changedMeanwhile(seen, 'was changed')
      current = now
    }
  }
}

const applyOver = (
  cluster: Cluster,
  resource: Resource,
  seen: Resource | undefined,
  how: ApplyOptions,
): Promise<Resource> =>
  seen === undefined
    ? cluster.apply(resource, how)
    : toWhatWasSeen(
        cluster,
        seen,
        (current) => cluster.apply(at(resource, current), how),
        (now) => (now !== undefined && holds(now, resource) ? now : undefined),
      )

/**
 * Before the apply, which notes that it is agreed: who is cut off in between does it again. Gives what the apply then
 * stands on: of a dry run what was seen, since nothing was taken.
 */
const takeOut = async (
  cluster: Cluster,
  seen: Resource,
  places: readonly ManagedPlace[],
  dryRun: boolean,
): Promise<Resource> => {
  const left = (from: Resource): Resource => places.reduce(without, from)
  const taken = await toWhatWasSeen(
    cluster,
    seen,
    (current) => {
      const { metadata, ...patch } = mergePatch(current, left(current))
      const { resourceVersion } = current.metadata
      return cluster.patch(
        refOf(current),
        { ...patch, metadata: { ...mapping(metadata), resourceVersion } },
        { dryRun },
      )
    },
    (now) => (now !== undefined && isDeepStrictEqual(left(now), now) ? now : undefined),
  )
  return dryRun ? seen : taken
}

export const applyRunners = (cluster: Cluster, { dryRun }: { readonly dryRun: boolean }): Runners => ({
  apply: async ({ resource, first, seen, force = false, changing, isOurs, drops = [] }) => {
    const over = (one: Resource, standing: Resource | undefined): Promise<Resource> =>
      despiteNoConflict(
        (how) => applyOver(cluster, one, standing, how),
        { dryRun, force },
        { changing, isOurs },
      )
    const begun = drops.length > 0 && seen !== undefined ? await takeOut(cluster, seen, drops, dryRun) : seen
    if (first === undefined) return { outcome: 'done', result: await over(resource, begun) }
    const halfway = await over(first, begun)
    // The second step stands on the first, which a dry run does not take.
    return { outcome: 'done', result: dryRun ? halfway : await over(resource, halfway) }
  },
  delete: async ({ ref, seen }) => {
    const wasThere = await toWhatWasSeen(
      cluster,
      seen,
      (current) => cluster.delete(ref, { ...exactly(current), dryRun }),
      (now) => (now === undefined ? false : undefined),
    )
    return { outcome: wasThere ? 'done' : 'unchanged' }
  },
})
