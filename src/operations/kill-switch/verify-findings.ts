/** What is not as it should be of revoked targets, and what of them could not be looked at. */
import type { Problem } from '../../model/kill-switch-report.ts'
import { partLabel } from '../../model/part.ts'
import { type ResourceRef, refLabel } from '../../model/resource.ts'
import type { Named } from '../../model/revocation.ts'
import { statusLabel } from '../../model/denial-status.ts'
import type { Reachable, VerifiedTarget } from '../../model/verify-report.ts'

const place = ({ namespace }: ResourceRef): string => (namespace === undefined ? '' : ` -n ${namespace}`)

/** As it is given to `revoke`. */
const named = ({ ref, part }: Named): string => `${refLabel(ref)}${partLabel(part)}${place(ref)}`

const again = (target: Named): string => `\`kubectl agentgw revoke ${command(target)}\``

const command = ({ ref, part }: Named): string => {
  const word = `${refLabel(ref)}${partLabel(part)}`
  return `${/[*#:]/.test(word) ? `'${word}'` : word}${place(ref)}`
}

const ofHeld = (target: VerifiedTarget, side: 'cluster' | 'folder'): Problem[] => {
  const { id } = target
  const where = `the ${side}`
  const hint = `${again(target)} puts it right; \`kubectl agentgw restore ${id}\` ends the revocation`
  switch (target[side]) {
    case 'stands': {
      const wasSeen = target.record[side] !== undefined
      return [
        {
          code: wasSeen ? 'stands-again' : 'still-live',
          message: `${named(target)} is revoked (${id}) and stands in ${where}${wasSeen ? ' again, or still' : ', which has no record of it'}`,
          hint,
        },
      ]
    }
    case 'being deleted':
      return [
        {
          code: 'being-deleted',
          message: `${named(target)} is revoked (${id}), and still stands in ${where}: it waits for its finalizers`,
          hint: 'once whoever set the finalizers has removed them, look again',
        },
      ]
    case 'not denied':
      return [
        {
          code: 'denial-missing',
          message: `${named(target)} is revoked (${id}), and ${side === 'cluster' ? 'no policy denies it' : 'the folder has no record of it, by which `dev` would deny it'}`,
          hint,
        },
      ]
    case 'denied otherwise':
      return [
        {
          code: 'denial-changed',
          message: `${named(target)} is revoked (${id}), and the policy that denies it does not say what was recorded`,
          hint: `look who changed it; delete it, and ${again(target)} makes it anew`,
        },
      ]
    default:
      return []
  }
}

const ofDenial = (target: VerifiedTarget): Problem[] => {
  const { part, denialStatus: status, id } = target
  if (part === undefined || status?.is !== 'refused') return []
  return [
    {
      code: 'denial-refused',
      message: `${named(target)} is revoked (${id}), and the gateway's controller does not take its denial as it is: ${statusLabel(status)}`,
      hint: `until that is mended, revoke all of it: kubectl agentgw revoke ${command({ ref: target.ref })}`,
    },
  ]
}

const ofLock = (target: VerifiedTarget): Problem[] =>
  target.lock === 'not locked'
    ? [
        {
          code: 'not-locked',
          message: `${named(target)} is revoked (${target.id}) and not locked: whoever may create objects of this kind can bring it back`,
          hint: `${again(target)} locks it, where the lock is installed`,
        },
      ]
    : []

const ofProbe = (target: VerifiedTarget): Problem[] =>
  target.probe?.saw === 'answers'
    ? [
        {
          code: 'still-answers',
          message: `${named(target)} is revoked (${target.id}), and a call in a new session succeeds`,
          hint: 'look which route leads there: `kubectl agentgw get -A`; the same server may stand under another name',
        },
      ]
    : []

/** What a way there has in common with what is revoked. */
const BY: Readonly<Record<string, string>> = {
  package: 'starts the same package',
  image: 'starts the same image',
  program: 'starts the same program',
  command: 'starts the same command',
  address: 'leads to the same address',
  service: 'leads to the same Service',
  services: 'selects the same Services',
  model: 'leads to the same model',
  agent: 'leads to the same agent',
  path: 'leads there by the same path',
}

const reachableText = (other: Reachable): string => {
  const ways =
    other.by.is === 'path' || other.routes.length === 0
      ? ''
      : `, by ${other.routes.map((ref) => `${refLabel(ref)}${place(ref)}`).join(', ')}`
  return `${named(other)} (in the ${other.in.join(' and the ')}) ${BY[other.by.is] ?? 'leads to the same'}: ${other.by.name}${ways}`
}

/** Told one by one; the report for programs has all of them. */
const MOST_TOLD = 5

const ofElsewhere = (target: VerifiedTarget): Problem[] => {
  const { elsewhere: all, id } = target
  const more = all.length - MOST_TOLD
  return all.slice(0, MOST_TOLD).map((other, i) => ({
    code: 'reachable-elsewhere',
    message: `${named(target)} is revoked (${id}), and ${reachableText(other)}${more > 0 && i === MOST_TOLD - 1 ? `; so do ${more} more (-o json tells all)` : ''}`,
    hint: `if that is to go, too: kubectl agentgw revoke ${command(other)}`,
  }))
}

export const findingsOf = (target: VerifiedTarget): Problem[] => [
  ...ofHeld(target, 'cluster'),
  ...ofHeld(target, 'folder'),
  ...ofDenial(target),
  ...ofLock(target),
  ...ofProbe(target),
  ...ofElsewhere(target),
]

export const unseenOf = (target: VerifiedTarget): Problem[] => {
  const { cluster, lock, probe } = target
  return [
    ...(cluster === 'not seen' || lock === 'not seen'
      ? [
          {
            code: 'not-seen' as const,
            message: `${named(target)}: ${cluster === 'not seen' ? 'whether it stands in the cluster' : 'whether it is locked'} could not be looked at`,
            hint: 'get the right to list the kind, its policies and locks, or run the command again when the cluster answers',
          },
        ]
      : []),
    ...(probe?.saw === 'not known'
      ? [
          {
            code: 'not-proven' as const,
            message: `${named(target)}: whether it answers is not known: ${probe.message}`,
            hint: 'mend that; --probe-tool NAME names the tool to call, --probe-header-env a credential',
          },
        ]
      : []),
  ]
}
