/** Why each object is in the state that it is in, and what else there is to say of it. */
import type { Finding } from '../model/finding.ts'
import { isAccepted, type RevokedBy } from '../model/overview.ts'
import { type ResourceRef, refKey } from '../model/resource.ts'
import { isActive, type Revocation, type RevokedTarget } from '../model/revocation.ts'
import type { ObjectStatus } from '../model/status.ts'
import type { Author, ObjectState } from '../model/sync.ts'
import { acceptanceOf } from './acceptance.ts'
import { belongingOf } from './belonging.ts'
import { lastWriter, ownersOfField } from './writers.ts'

export interface StatusContext {
  readonly findings: readonly Finding[]
  /** The oldest first. */
  readonly revocations: readonly Revocation[]
  /** Whether this copy of the folder once agreed on the object with the cluster. */
  readonly knew: (ref: ResourceRef) => boolean
}

const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`

const AUTHORS: Readonly<Record<Author, string>> = {
  folder: 'changed in the folder',
  cluster: 'changed in the cluster',
  both: 'changed in both',
}

/** `3 fields: 2 changed in the folder, 1 in the cluster by kubectl-edit`. */
const whyDrifted = ({ live, changes }: ObjectState): string => {
  const parts = (['folder', 'cluster', 'both'] as const).flatMap((author) => {
    const own = changes.filter(({ by }) => by === author)
    if (own.length === 0) return []
    const managers = own.flatMap(({ field }) =>
      author === 'folder' || live === undefined || field === undefined
        ? []
        : ownersOfField(live, field).slice(0, 1),
    )
    const who = [...new Set(managers.map(({ manager }) => manager))].join(', ')
    return [`${own.length} ${AUTHORS[author]}${who === '' ? '' : ` by ${who}`}`]
  })
  return [count(changes.length, 'field'), parts.join(', ')].filter(Boolean).join(': ')
}

const whyInvalid = ({ ref }: ObjectState, findings: readonly Finding[]): string => {
  const own = findings.filter(
    ({ resource, severity }) =>
      resource !== undefined &&
      severity !== 'info' &&
      resource.name === ref.name &&
      resource.kind === ref.kind &&
      (resource.namespace ?? ref.namespace) === ref.namespace,
  )
  const [first] = own
  if (first === undefined) return ''
  const more = own.length > 1 ? `, and ${count(own.length - 1, 'more finding')}` : ''
  return `${first.message} [${first.code}]${more}`
}

const reasonOf = (object: ObjectState, { findings, knew }: StatusContext): string => {
  const { state, ref, kept, problem } = object
  if (problem !== undefined) return problem.message
  switch (state) {
    case 'Drifted':
      return whyDrifted(object)
    case 'OnlyInFolder':
      return knew(ref) ? 'somebody deleted it in the cluster' : 'it was never applied'
    case 'OnlyInCluster':
      return kept ?? 'it has left the folder; `apply --prune` takes it out'
    case 'Invalid':
      return whyInvalid(object, findings)
    default:
      return ''
  }
}

const isHeld = ({ folder, cluster }: RevokedTarget): boolean =>
  [folder, cluster].some((phase) => phase !== undefined && isActive(phase))

/** What the journal says of one object, by the last revocation that counts. */
const revokedOf = (
  ref: ResourceRef,
  revocations: readonly Revocation[],
): Pick<ObjectStatus, 'revoked' | 'revokedParts'> => {
  let revoked: RevokedBy | undefined
  const revokedParts: ObjectStatus['revokedParts'][number][] = []
  for (const { id, who, when, reason, targets } of revocations)
    for (const target of targets) {
      if (refKey(target.ref) !== refKey(ref) || !isHeld(target)) continue
      const by = { id, who, when, reason }
      if (target.part === undefined) revoked = by
      else if (!target.part.drill) revokedParts.push({ ...by, part: target.part })
    }
  return { ...(revoked === undefined ? {} : { revoked }), revokedParts }
}

export const statusOf = (object: ObjectState, context: StatusContext): ObjectStatus => {
  const { live, ref } = object
  const lastWrite = live && lastWriter(live)
  const created = live?.metadata.creationTimestamp
  return {
    object,
    reason: reasonOf(object, context),
    ...(live !== undefined && isAccepted(ref) ? { acceptance: acceptanceOf(live) } : {}),
    ...(created === undefined ? {} : { created }),
    belonging: live === undefined ? { others: [] } : belongingOf(live),
    ...(lastWrite === undefined ? {} : { lastWrite }),
    ...revokedOf(ref, context.revocations),
  }
}
