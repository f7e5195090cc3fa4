/** What keeps an object from being applied although the API server would let it: that would undo another's work. */
import { UserError } from '../errors.ts'
import { ClusterError, isClusterError } from '../model/cluster-error.ts'
import { refLabel, type Resource, type ResourceRef } from '../model/resource.ts'
import type { Change, ObjectState, Writer } from '../model/sync.ts'
import { lastWriteOf, ownersOfField } from './writers.ts'

const MOST_NAMED = 5

const named = ({ kind, namespace, name }: ResourceRef): string =>
  `${kind} ${namespace === undefined ? '' : `${namespace}/`}${name}`

const told = ({ manager, time }: Writer): string =>
  `${manager}${time === undefined ? '' : ` (last write ${time})`}`

/** What was changed, and by whom; of what was taken away managedFields keep no trace. */
const changed = (live: Resource, { op, path, field = [], by }: Change): string => {
  const [who] = ownersOfField(live, field)
  const how = op === 'add' ? ' was taken away' : who === undefined ? '' : ` by ${told(who)}`
  return `${path}${how}${by === 'both' ? ', and the folder changed it too' : ''}`
}

/** `field-conflict` where applying would overwrite what was changed in the cluster since folder and cluster last agreed. */
export const conflictOf = ({ ref, live, changes }: ObjectState): UserError | undefined => {
  const theirs = changes.filter(({ by }) => by === 'cluster' || by === 'both')
  if (live === undefined || theirs.length === 0) return undefined
  const fields = theirs.slice(0, MOST_NAMED).map((change) => changed(live, change))
  const more = theirs.length > MOST_NAMED ? `; and ${theirs.length - MOST_NAMED} more` : ''
  return new UserError(
    'field-conflict',
    `${named(ref)} was changed in the cluster since this folder last agreed with it: ${fields.join('; ')}${more}`,
    {
      hint: theirs.some(({ by }) => by === 'both')
        ? `make the folder agree, or take one side: \`kubectl agentgw pull ${refLabel(ref)} --force-conflicts\` the cluster's, \`apply --force-conflicts-of ${refLabel(ref)}\` the folder's`
        : `\`kubectl agentgw pull\` takes the change into the folder; \`apply --force-conflicts-of ${refLabel(ref)}\` overwrites it`,
    },
  )
}

/** The API server's own conflict names managers; this adds when they last wrote. */
export const withLastWrite = (error: UserError, live: Resource | undefined): UserError => {
  if (!isClusterError(error, 'field-conflict') || live === undefined) return error
  const managers = new Set(error.causes.flatMap(({ manager }) => manager ?? []))
  const writes = [...managers].flatMap((manager) => {
    const time = lastWriteOf(live, manager)
    return time === undefined ? [] : [`${manager} last wrote at ${time}`]
  })
  if (writes.length === 0) return error
  const { code, status, message, hint, causes } = error
  return new ClusterError(code, status, `${message} (${writes.join(', ')})`, { hint, causes })
}
