/** Whether a denial is in force, as far as the status of its policy tells. */
import { CONTROLLER, type DenialStatus } from '../model/denial-status.ts'
import { type Mapping, mapping, mappings } from '../model/mapping.ts'
import type { Resource } from '../model/resource.ts'

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined

/** What the controller said of this form: a condition of an earlier one says nothing. */
const conditionOf = (ancestor: Mapping, type: string, generation: number): Mapping | undefined => {
  const condition = mappings(ancestor['conditions']).find((one) => one['type'] === type)
  const observed = condition?.['observedGeneration']
  return typeof observed === 'number' && observed < generation ? undefined : condition
}

const LONGEST = 200

const said = (condition: Mapping): { reason: string; message?: string } => {
  const message = text(condition['message'])
    ?.replace(/[\p{Cc}\s]+/gu, ' ')
    .slice(0, LONGEST)
  return { reason: text(condition['reason']) ?? 'Unknown', ...(message === undefined ? {} : { message }) }
}

const ofAncestor = (ancestor: Mapping, generation: number): DenialStatus => {
  const accepted = conditionOf(ancestor, 'Accepted', generation)
  const attached = conditionOf(ancestor, 'Attached', generation)
  if (accepted === undefined) return { is: 'pending' }
  if (accepted['status'] === 'False') return { is: 'refused', ...said(accepted) }
  // Accepted, and of its rules only those that could be read are in force.
  if (accepted['reason'] === 'PartiallyValid') return { is: 'refused', ...said(accepted) }
  if (accepted['status'] !== 'True') return { is: 'pending', ...said(accepted) }
  if (attached?.['status'] === 'True') return { is: 'taken' }
  return attached === undefined ? { is: 'pending' } : { is: 'pending', ...said(attached) }
}

const RANK: readonly DenialStatus['is'][] = ['refused', 'pending', 'taken']

/** The worst of them: a denial that some Gateway does not take denies nothing there. Of none, undefined. */
export const worst = (all: readonly DenialStatus[]): DenialStatus | undefined =>
  all.toSorted((a, b) => RANK.indexOf(a.is) - RANK.indexOf(b.is))[0]

const byController = (holders: unknown): Mapping[] =>
  mappings(holders).filter((one) => one['controllerName'] === CONTROLLER)

export const denialStatus = (policy: Resource): DenialStatus => {
  const ancestors = byController(mapping(policy['status'])['ancestors'])
  const generation = policy.metadata.generation ?? 0
  return worst(ancestors.map((one) => ofAncestor(one, generation))) ?? { is: 'pending' }
}

/** Whether that controller has written into the status of this object: then it runs, or did. */
export const bearsController = ({ kind, spec, status }: Resource): boolean => {
  const { parents, ancestors, conditions } = mapping(status)
  if (byController(parents).length + byController(ancestors).length > 0) return true
  // The API server itself writes `Accepted: Unknown` into a new GatewayClass.
  return (
    kind === 'GatewayClass' &&
    mapping(spec)['controllerName'] === CONTROLLER &&
    mappings(conditions).some((one) => one['type'] === 'Accepted' && one['status'] === 'True')
  )
}
