/** What the status of an object says: whether its controller took it. */
import { type Acceptance, isPlain } from '../model/overview.ts'
import type { Resource } from '../model/resource.ts'
import { type Mapping, mapping, mappings } from '../model/mapping.ts'

export type Condition = Mapping

/** Where the API keeps conditions: of the object, of each parent of a route, of each ancestor of a policy. */
export const groupsOf = (resource: Resource): Condition[][] => {
  const status = mapping(resource['status'])
  const nested = [...mappings(status['parents']), ...mappings(status['ancestors'])]
  return [status, ...nested]
    .map((holder) => mappings(holder['conditions']))
    .filter((group) => group.length > 0)
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

/** What the API server itself writes into a new Gateway and its class, where nobody has answered yet. */
const DEFAULT_TIME = '1970-01-01T00:00:00Z'

/** Whether a controller wrote it. */
export const isWritten = (condition: Condition): boolean => condition['lastTransitionTime'] !== DEFAULT_TIME

/** What one condition says of this generation of the object. */
export const read = (condition: Condition, generation: number): Acceptance => {
  const observed = condition['observedGeneration']
  const message = text(condition['message'])
  if (typeof observed === 'number' && observed < generation)
    return { accepted: 'Unknown', reason: 'OutOfDate' }
  const status = condition['status']
  return {
    accepted: status === 'True' || status === 'False' ? status : 'Unknown',
    reason: text(condition['reason']) || 'Unknown',
    ...(message === '' ? {} : { message }),
  }
}

/** Conditions without which an accepted object does not do its work. */
const AND_ALSO = ['ResolvedRefs', 'Attached', 'Programmed']

/** Of one set of conditions: Accepted, and where something else hinders, the reason of that. */
const readGroup = (group: readonly Condition[], generation: number): Acceptance => {
  const of = (type: string): Acceptance | undefined => {
    const condition = group.find((candidate) => candidate['type'] === type)
    return condition && read(condition, generation)
  }
  const accepted = of('Accepted') ?? NOBODY
  if (accepted.accepted !== 'True') return accepted
  const hindered = AND_ALSO.map(of).find((other) => other?.accepted === 'False')
  return hindered === undefined ? accepted : { ...hindered, accepted: 'True' }
}

const NOBODY: Acceptance = { accepted: 'Unknown', reason: 'no controller' }

const RANK: readonly ((each: Acceptance) => boolean)[] = [
  (each) => each.accepted === 'False',
  (each) => each.accepted === 'Unknown',
  (each) => !isPlain(each),
]

/** The worst of what the object's controllers say. */
export const acceptanceOf = (resource: Resource): Acceptance => {
  const said = groupsOf(resource).map((group) => readGroup(group, resource.metadata.generation ?? 0))
  for (const is of RANK) {
    const worst = said.find(is)
    if (worst !== undefined) return worst
  }
  return said[0] ?? NOBODY
}
