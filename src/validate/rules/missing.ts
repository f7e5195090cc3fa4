/** What rules say of a reference that leads to nothing. */
import type { Code } from '../../codes/index.ts'
import type { Severity } from '../../model/finding.ts'
import { refKey, refLabel } from '../../model/resource.ts'
import { withReason } from '../../model/revocation.ts'
import type { Reference } from '../world/reference.ts'
import type { ObjectsOfKind, World } from '../world/world.ts'
import type { Tell } from './rule.ts'

export interface MissingOptions {
  readonly code: Code
  /** Where no cluster was asked: it may well have what the input has not. */
  readonly unknown: Severity
  /** The field of the reference that names it; default `name`. */
  readonly field?: string
  /** Of these kinds something of the same name may be meant. */
  readonly alternatives: readonly ObjectsOfKind[]
}

/** Secrets are rarely kept in files. */
const hintFor = (kind: string, isAbsent: boolean): string => {
  if (isAbsent)
    return kind === 'Secret' ? 'create it, or correct the reference' : 'add it, or correct the reference'
  return kind === 'Secret'
    ? 'create it in the cluster, if it is not there yet; --cluster looks'
    : 'add it, or ignore this if the cluster has it already'
}

/** Nothing where the input or the cluster has it; an error where the cluster was asked and has not. */
export const missing = (
  world: World,
  tell: Tell,
  { from, path, to }: Reference,
  { code, unknown, field = 'name', alternatives }: MissingOptions,
): void => {
  const presence = world.lookup(to)
  if (presence === 'in-input' || presence === 'in-cluster') return
  const revoked = world.revoked.get(refKey(to))
  const isAbsent = presence === 'absent'
  const at = to.namespace === undefined ? '' : ` (namespace ${to.namespace})`
  const where = isAbsent ? 'is neither in the input nor in the cluster' : 'is not in the input'
  const why = revoked === undefined ? '' : `${withReason('; it is revoked', revoked.reason)} (${revoked.id})`
  tell(from, {
    code,
    // What was revoked is gone on purpose.
    severity: isAbsent && revoked === undefined ? 'error' : unknown,
    path: [...path, field],
    message: `${refLabel(to)} ${where}${at}${why}`,
    hint:
      revoked === undefined
        ? (world.meant(to, alternatives) ?? hintFor(to.kind, isAbsent))
        : `\`kubectl agentgw restore ${refLabel(to)}\` brings it back`,
  })
}
