/** What diff and apply say of objects that the kill switch holds: left alone, and a problem where one stands all the same. */
import { UserError } from '../../errors.ts'
import type { Cluster } from '../../model/cluster.ts'
import { type ResourceRef, refKey, refLabel, refWords } from '../../model/resource.ts'
import { isActive, type Revocation } from '../../model/revocation.ts'
import type { ObjectState } from '../../model/sync.ts'
import { standingOf } from './standing-again.ts'

/** `revocation`: the one that holds the object. */
const whyItStands = (ref: ResourceRef, { id, targets }: Revocation): UserError => {
  const { cluster, folder } = targets.find((target) => refKey(target.ref) === refKey(ref)) ?? {}
  const again = `\`kubectl agentgw revoke ${refWords(ref)}\``
  if (cluster === 'removed')
    return new UserError(
      'stands-again',
      `${refLabel(ref)} is revoked (${id}) and stands in the cluster again`,
      {
        hint: `look who brought it back; ${again} takes it out, \`kubectl agentgw restore ${id}\` ends the revocation`,
      },
    )
  const why = cluster === undefined && folder === 'removed' ? 'in the folder alone' : 'but not completely'
  return new UserError(
    'still-live',
    `${refLabel(ref)} is revoked ${why} (${id}), and stands in the cluster`,
    {
      hint: `${again} takes it out`,
    },
  )
}

/** The objects that were taken out of the folder, and are not among `known`. */
const takenOut = (revoked: ReadonlyMap<string, Revocation>, known: ReadonlySet<string>): ResourceRef[] => {
  const refs = new Map<string, ResourceRef>()
  for (const { targets } of revoked.values())
    for (const { ref, part, folder } of targets)
      if (part === undefined && folder !== undefined && isActive(folder) && !known.has(refKey(ref)))
        refs.set(refKey(ref), ref)
  return [...refs.values()]
}

/** `states` with what stands told, and after them what is revoked and out of the folder. Throws a ClusterError. */
export const withRevoked = async (
  cluster: Cluster,
  revoked: ReadonlyMap<string, Revocation>,
  states: readonly ObjectState[],
  invalid: readonly ObjectState[],
): Promise<ObjectState[]> => {
  const gone = takenOut(revoked, new Set([...states, ...invalid].map(({ ref }) => refKey(ref))))
  const standing = gone.length === 0 ? new Set<string>() : await standingOf(cluster, gone)
  const told = (state: ObjectState, stands: boolean): ObjectState => {
    const revocation = revoked.get(refKey(state.ref))
    return stands && revocation !== undefined
      ? { ...state, problem: whyItStands(state.ref, revocation) }
      : state
  }
  return [
    ...states.map((state) => told(state, state.state === 'Revoked' && state.live !== undefined)),
    ...gone.map((ref) => told({ ref, state: 'Revoked', changes: [] }, standing.has(refKey(ref)))),
  ]
}
